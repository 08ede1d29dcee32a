<?php
/**
 * The site's rules in use: which addresses wait for which purpose, as the service last said.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class Rules {

	/** Purpose of third parties that nobody named, until the service has said otherwise: the one that asks most. */
	public const STRICTEST = 'marketing';

	/**
	 * The rules in use: the last ones that were good.
	 *
	 * @return array{at: int, revision: int, automatic: bool, waits?: bool, unknown: string, services: int, own: string[], hosts: array<string, array<string, string>>, cookies: array<string, string[]>}|null
	 */
	public static function stored(): ?array {
		static $kept = array( '', null );
		$text        = get_option( Options::RULES, '' );
		$text        = is_string( $text ) ? $text : '';
		if ( $kept[0] !== $text ) {
			$read = json_decode( $text, true );
			$kept = array( $text, is_array( $read ) && isset( $read['hosts'] ) && is_array( $read['hosts'] ) ? $read : null );
		}
		return $kept[1];
	}

	/** Whether unmarked third-party tags are held back: as set on this site, else as the service says, which holds until it says no. */
	public static function automatic(): bool {
		if ( '' !== Options::automatic() ) {
			return '1' === Options::automatic();
		}
		$rules = self::stored();
		return null === $rules || ! empty( $rules['automatic'] );
	}

	/** Whether pages wait for the snippet: its interfaces of advertising (IAB TCF, GPP) must be there before any tag asks. */
	public static function waits(): bool {
		return ! empty( self::stored()['waits'] );
	}

	/** Purpose that third parties wait for which nobody named; '' leaves them alone. */
	public static function unknown(): string {
		$rules = self::stored();
		return null === $rules ? self::STRICTEST : (string) ( $rules['unknown'] ?? '' );
	}

	/**
	 * Names of the cookies that recipients keep on this site's domain.
	 *
	 * @return array<string, string[]> By "purpose:vendor".
	 */
	public static function cookies(): array {
		return (array) ( self::stored()['cookies'] ?? array() );
	}

	/**
	 * What an address waits for: "purpose:vendor", "necessary" for what is never held, '' when no rule names it.
	 *
	 * @param string $host Host of the address.
	 * @param string $rest Its path and query.
	 */
	public static function find( string $host, string $rest ): string {
		$rules = self::stored();
		$best  = array( -1, '' );
		foreach ( (array) ( $rules['own'] ?? array() ) as $own ) {
			if ( $host === $own || substr( $host, -strlen( ".$own" ) ) === ".$own" ) {
				return 'necessary';
			}
		}
		foreach ( null === $rules ? array() : self::patterns( $host ) as $pattern ) {
			foreach ( (array) ( $rules['hosts'][ $pattern ] ?? array() ) as $start => $purpose ) {
				$length = strlen( ltrim( $pattern, '*' ) ) + strlen( (string) $start );
				if ( $length > $best[0] && ( '' === $start || 0 === strpos( $rest, (string) $start ) ) ) {
					$best = array( $length, (string) $purpose );
				}
			}
		}
		return $best[1];
	}

	/**
	 * The entries that may name a host: itself, then each parent with a star.
	 *
	 * @return string[]
	 */
	private static function patterns( string $host ): array {
		$patterns = array( $host );
		$parent   = $host;
		while ( false !== strpos( $parent, '.' ) ) {
			$parent     = substr( $parent, strpos( $parent, '.' ) + 1 );
			$patterns[] = "*.$parent";
		}
		return $patterns;
	}
}
