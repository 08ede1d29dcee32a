<?php
/**
 * Which purpose an address waits for: the owner's lines, the service's rules, else the built-in list, and the filters of other code.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class Catalogue {

	/** Purpose that lets a tag through. */
	private const LET_THROUGH = 'necessary';

	/**
	 * The owner's lines, read once a request.
	 *
	 * @return array<string, string> Purpose by host.
	 */
	private static function own(): array {
		static $kept = array();
		$lines       = Options::hosts();
		if ( ! isset( $kept[ $lines ] ) ) {
			list( $kept[ $lines ] ) = Clean::hosts( $lines );
		}
		return $kept[ $lines ];
	}

	/**
	 * The list shipped with the plugin, as changed by other code.
	 *
	 * @return array<string, string> Purpose by host, keys as in data/hosts.php.
	 */
	public static function builtin(): array {
		static $hosts = null;
		if ( null === $hosts ) {
			$hosts = require __DIR__ . '/data/hosts.php';
		}
		/**
		 * Filters the built-in purposes by host. The owner's own lines still win.
		 *
		 * @param array<string, string> $hosts Purpose by host or by host and beginning of the path.
		 */
		return (array) apply_filters( 'temoin_hosts', $hosts );
	}

	/**
	 * Purpose that a tag with this address waits for, or '' when it may load.
	 *
	 * @param string $address   Value of a src attribute.
	 * @param string $context   Where it stands: "script", "inline", "link", "iframe" or another tag's name.
	 * @param bool   $knows_all Whether a third party that no list names waits too.
	 */
	public static function purpose( string $address, string $context = 'script', bool $knows_all = true ): string {
		$target = self::target( $address );
		if ( null === $target ) {
			return '';
		}
		$purpose = self::match( self::own(), $target[0], $target[1] );
		if ( '' === $purpose && Rules::automatic() ) {
			$purpose = self::automatic( $target[0], $target[1], $knows_all );
		}
		$purpose = self::LET_THROUGH === $purpose ? '' : $purpose;
		/**
		 * Filters whether a third-party address is held back. It must not depend on the visitor.
		 *
		 * @param bool   $is_held Whether it waits for the visitor's choice.
		 * @param string $address The address.
		 * @param string $context Where it stands: "script", "inline", "link", "iframe" or another tag's name.
		 */
		$is_held = (bool) apply_filters( 'temoin_hold', '' !== $purpose, $address, $context );
		return $is_held ? ( '' === $purpose ? Rules::STRICTEST : $purpose ) : '';
	}

	/**
	 * What the rules of the service say; until there are any, the built-in list.
	 *
	 * @param string $host      Host of the address.
	 * @param string $rest      Its path and query.
	 * @param bool   $knows_all Whether a third party that no list names waits too.
	 */
	private static function automatic( string $host, string $rest, bool $knows_all ): string {
		$purpose = Rules::find( $host, $rest );
		if ( '' === $purpose ) {
			$purpose = self::match( self::builtin(), $host, $rest );
		}
		return '' === $purpose && $knows_all ? Rules::unknown() : $purpose;
	}

	/**
	 * Host and path of an address of another party, read the way browsers read it; null for the site's own.
	 *
	 * @param string $address Value of a src attribute.
	 * @return array{0: string, 1: string}|null
	 */
	private static function target( string $address ): ?array {
		$address = str_replace( '\\', '/', preg_replace( '/[\t\r\n]|^[\x00-\x20]+/', '', $address ) );
		$address = preg_replace( '#^(?:https?:)?//+#i', 'https://', preg_replace( '#^(https?:)(?!//)/?#i', '$1//', $address ) );
		if ( 0 !== strpos( $address, 'https://' ) ) {
			return null;
		}
		// An address too odd to read belongs to nobody known.
		$host = strtolower( rtrim( rawurldecode( (string) wp_parse_url( $address, PHP_URL_HOST ) ), '.' ) );
		$rest = (string) preg_replace( '#^https://[^/?\#]*#', '', $address );
		return self::is_own( $host ) ? null : array( $host, $rest );
	}

	private static function is_own( string $host ): bool {
		foreach ( array( home_url(), site_url(), content_url(), Options::url() ) as $url ) {
			$own = preg_replace( '/^www\./', '', strtolower( (string) wp_parse_url( $url, PHP_URL_HOST ) ) );
			if ( $host === $own || substr( $host, -strlen( ".$own" ) ) === ".$own" ) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Purpose of the longest key that fits.
	 *
	 * @param array<string, string> $hosts Purpose by host.
	 * @param string                $host  Host of the address.
	 * @param string                $rest  Path and query of the address.
	 */
	private static function match( array $hosts, string $host, string $rest ): string {
		$best    = '';
		$purpose = '';
		foreach ( $hosts as $key => $value ) {
			$key    = (string) $key;
			$domain = explode( '/', $key, 2 )[0];
			$start  = substr( $key, strlen( $domain ) );
			$fits   = ( $host === $domain || substr( $host, -strlen( ".$domain" ) ) === ".$domain" )
				&& ( '' === $start || 0 === strpos( $rest, $start ) );
			if ( $fits && strlen( $key ) > strlen( $best ) ) {
				list( $best, $purpose ) = array( $key, (string) $value );
			}
		}
		return $purpose;
	}
}
