<?php
/**
 * Keeps WordPress's own emoji script off the front page: it writes sessionStorage and may load from s.w.org before any choice.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class QuietFront {

	/** Runs once the request is known and before anything is printed. */
	public static function apply(): void {
		if ( ! Options::quiet() || ! Page::is_ours() ) {
			return;
		}
		remove_action( 'wp_head', 'print_emoji_detection_script', 7 );
		remove_action( 'wp_enqueue_scripts', 'wp_enqueue_emoji_styles' );
		remove_action( 'wp_print_styles', 'print_emoji_styles' );
		add_filter( 'emoji_svg_url', '__return_false' );
	}
}
