<?php
/**
 * Which of a visitor's cookies belong to recipients that they refuse. Those that no script sees (HttpOnly) only the site's own server can delete.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class RefusedCookies {

	/** Cookies of WordPress, of PHP and of ours, whatever the rules declare. */
	private const NEVER = '/^(?:wordpress|wp[-_]|comment_author|phpsessid$|eu-consent$|temoin)/i';

	/** Those whose names wp-config.php may change. */
	private const CONSTANTS = array( 'USER_COOKIE', 'PASS_COOKIE', 'AUTH_COOKIE', 'SECURE_AUTH_COOKIE', 'LOGGED_IN_COOKIE', 'TEST_COOKIE', 'RECOVERY_MODE_COOKIE' );

	/** What browsers take for a name. */
	private const NAME = '/^[A-Za-z0-9!\#$%&\'*+.^_`|~-]{1,128}$/D';

	/**
	 * The names to delete.
	 *
	 * @param array<int, int|string> $sent   Names of the request's cookies.
	 * @param ChoiceCookie           $choice What the visitor chose.
	 * @return string[]
	 */
	public static function among( array $sent, ChoiceCookie $choice ): array {
		$refused = array();
		$allowed = array();
		foreach ( Rules::cookies() as $mark => $names ) {
			if ( $choice->allows( (string) $mark ) ) {
				$allowed = array_merge( $allowed, $names );
			} else {
				$refused = array_merge( $refused, $names );
			}
		}
		return array_filter(
			array_map( 'strval', $sent ),
			static function ( $name ) use ( $refused, $allowed ) {
				return preg_match( self::NAME, $name ) && ! self::is_ours( $name ) && self::is_named( $name, $refused ) && ! self::is_named( $name, $allowed );
			}
		);
	}

	private static function is_ours( string $name ): bool {
		foreach ( self::CONSTANTS as $constant ) {
			if ( defined( $constant ) && constant( $constant ) === $name ) {
				return true;
			}
		}
		return 1 === preg_match( self::NEVER, $name );
	}

	/**
	 * Whether one of the declared names means this cookie.
	 *
	 * @param string   $name  A cookie's name.
	 * @param string[] $names Declared names, "*" at the end for any ending.
	 */
	private static function is_named( string $name, array $names ): bool {
		foreach ( $names as $declared ) {
			$start = rtrim( $declared, '*' );
			if ( $name === $declared || ( $start !== $declared && '' !== $start && 0 === strpos( $name, $start ) ) ) {
				return true;
			}
		}
		return false;
	}
}
