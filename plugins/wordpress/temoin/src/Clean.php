<?php
/**
 * What the plugin accepts as an address, a site key and a "host purpose" line. Everything else is refused.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class Clean {

	/** Longest list of lines kept: the options are read on every page and stay under 2 KB together. */
	public const MAX_HOSTS = 1500;

	private const HOST    = '[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?';
	private const PURPOSE = '/^[a-z][a-z0-9_-]{0,39}(?::[a-z0-9_-]{1,40})?$/D';

	/**
	 * The origin of an http or https address ("https://consent.example"), or '' for anything else.
	 *
	 * A pasted path is dropped, and a bare host name gets https.
	 *
	 * @param mixed $value What was typed or configured.
	 */
	public static function url( $value ): string {
		$text = is_string( $value ) ? trim( $value ) : '';
		if ( preg_match( '#^' . self::HOST . '(?::\d{1,5})?(?:/|$)#Di', $text ) ) {
			$text = 'https://' . $text;
		}
		if ( ! preg_match( '#^(https?)://(' . self::HOST . '|\[[0-9a-f:]+\])(:\d{1,5})?(?:[/?\#][^\s"\'<>\\\\]*)?$#Di', $text, $part ) ) {
			return '';
		}
		return strtolower( $part[1] . '://' . $part[2] . ( $part[3] ?? '' ) );
	}

	/**
	 * A site key: 4 to 64 small letters and digits, or ''.
	 *
	 * @param mixed $value What was typed or configured.
	 */
	public static function key( $value ): string {
		$text = is_string( $value ) ? trim( $value ) : '';
		return preg_match( '/^[a-z0-9]{4,64}$/D', $text ) ? $text : '';
	}

	/**
	 * Reads "host purpose" lines.
	 *
	 * @param mixed $value Lines such as "ads.example marketing" or "maps.example/embed media".
	 * @return array{0: array<string, string>, 1: string[]} Purpose by host, and the lines that cannot be read.
	 */
	public static function hosts( $value ): array {
		$hosts  = array();
		$faults = array();
		foreach ( preg_split( '/\R/', is_string( $value ) ? $value : '' ) as $line ) {
			$line = trim( $line );
			if ( preg_match( '#^(' . self::HOST . ')(/[^\s"\'<>\\\\]*)?[\s=]+(\S+)$#Di', $line, $part ) && preg_match( self::PURPOSE, $part[3] ) ) {
				$hosts[ strtolower( $part[1] ) . $part[2] ] = $part[3];
			} elseif ( '' !== $line ) {
				$faults[] = $line;
			}
		}
		return array( $hosts, $faults );
	}

	/**
	 * Lines as they are stored, from purposes by host.
	 *
	 * @param array<string, string> $hosts Purpose by host.
	 */
	public static function lines( array $hosts ): string {
		$lines = array();
		foreach ( $hosts as $host => $purpose ) {
			$lines[] = $host . ' ' . $purpose;
		}
		return implode( "\n", $lines );
	}
}
