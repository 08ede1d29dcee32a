<?php
/**
 * WP Consent API: other plugins ask there whether they may. Nothing of this acts where that plugin is not active.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class ConsentApi {

	/**
	 * Without a type it answers yes to everything; with this one, no until the visitor allowed it. The service need not answer for that.
	 *
	 * @param mixed $type What other plugins say.
	 * @return mixed
	 */
	public static function type( $type ) {
		return Options::configured() ? 'optin' : $type;
	}

	/**
	 * Its cookies last as long as the choice that they repeat.
	 *
	 * @param mixed $days What other plugins say.
	 * @return mixed
	 */
	public static function days( $days ) {
		return Options::configured() ? ChoiceCookie::LIFE_DAYS : $days;
	}

	/** Names our cookie to it. */
	public static function declare_cookie(): void {
		if ( function_exists( 'wp_add_cookie_info' ) ) {
			wp_add_cookie_info( ChoiceCookie::NAME, 'Temoin', 'functional', __( '6 months', 'temoin' ), __( 'Keeps what you chose', 'temoin' ) );
		}
	}

	/** What tells it of the visitor's choice, in the page. */
	public static function enqueue(): void {
		if ( function_exists( 'wp_set_consent' ) && Page::is_ours() ) {
			wp_enqueue_script( 'temoin-consent-api', plugins_url( 'assets/consent-api.js', FILE ), array( 'wp-consent-api' ), VERSION, true );
		}
	}
}
