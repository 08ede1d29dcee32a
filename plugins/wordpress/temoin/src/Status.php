<?php
/**
 * How the holding back stands, in words: for the settings page and `wp temoin selftest`.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class Status {

	/** The rules are fetched every hour; older than this, something keeps them from coming. */
	private const OLD_S = 86400;

	/**
	 * What is known: text by name.
	 *
	 * @return array<string, string>
	 */
	public static function lines(): array {
		return array(
			__( 'Rules', 'temoin' )             => self::rules(),
			__( 'Services', 'temoin' )          => self::services(),
			__( 'Automatic holding', 'temoin' ) => self::automatic(),
			'Global Privacy Control'            => Gpc::state(),
		);
	}

	/**
	 * What needs doing, with the step that does it.
	 *
	 * @return string[]
	 */
	public static function faults(): array {
		$rules  = Rules::stored();
		$faults = array();
		if ( ! Options::configured() ) {
			$faults[] = __( 'Temoin is not set up: enter the address of the service and the site key on the settings page.', 'temoin' );
		} elseif ( null === $rules ) {
			$faults[] = __( 'The rules were never fetched. Test the connection, and check that the site is published.', 'temoin' );
		} elseif ( time() - (int) ( $rules['at'] ?? 0 ) > self::OLD_S ) {
			$faults[] = __( 'The rules are older than a day. Check that the service answers and that WP-Cron runs on this site.', 'temoin' );
		}
		return $faults;
	}

	private static function rules(): string {
		$rules = Rules::stored();
		if ( null === $rules ) {
			return __( 'never fetched: until then every third party waits, for “marketing” unless the built-in list says otherwise', 'temoin' );
		}
		/* translators: 1: number of a revision, 2: a span of time such as "5 minutes". */
		return sprintf( __( 'revision %1$d of your site, fetched %2$s ago; they are fetched every hour', 'temoin' ), (int) ( $rules['revision'] ?? 0 ), human_time_diff( (int) ( $rules['at'] ?? 0 ) ) );
	}

	private static function services(): string {
		$known = (int) ( Rules::stored()['services'] ?? count( Catalogue::builtin() ) );
		if ( '' === Rules::unknown() ) {
			/* translators: %d: number of services. */
			return sprintf( __( '%d known; third parties that nobody named are left alone', 'temoin' ), $known );
		}
		/* translators: 1: number of services, 2: a purpose such as "marketing". */
		return sprintf( __( '%1$d known; third parties that nobody named wait for “%2$s”', 'temoin' ), $known, Rules::unknown() );
	}

	private static function automatic(): string {
		$state = Rules::automatic() ? __( 'on', 'temoin' ) : __( 'off: only your own list and tags marked by hand wait', 'temoin' );
		/* translators: %s: "on" or "off: …". */
		return sprintf( '' === Options::automatic() ? __( '%s (as in the dashboard)', 'temoin' ) : __( '%s (set on this site)', 'temoin' ), $state );
	}
}
