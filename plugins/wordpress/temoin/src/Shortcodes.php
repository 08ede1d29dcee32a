<?php
/**
 * The places a page offers the snippet: the cookie policy and the button that opens the choices again.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class Shortcodes {

	public static function register(): void {
		add_shortcode( 'temoin_policy', array( self::class, 'policy' ) );
		add_shortcode( 'temoin_preferences', array( self::class, 'preferences' ) );
	}

	/** [temoin_policy] */
	public static function policy(): string {
		return '<div data-temoin-policy></div>';
	}

	/** [temoin_preferences] */
	public static function preferences(): string {
		return '<button type="button" data-temoin-open>' . esc_html__( 'Cookie settings', 'temoin' ) . '</button>';
	}
}
