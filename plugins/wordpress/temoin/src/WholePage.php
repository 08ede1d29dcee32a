<?php
/**
 * Looks over the finished page, so that a tag waits however it got there: hand-pasted, echoed by a theme or printed by a plugin.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class WholePage {

	/** From WordPress 6.9 on core keeps the page until it is finished and offers it to a filter; before, we keep it ourselves. */
	public static function keep(): void {
		if ( ! function_exists( 'wp_start_template_enhancement_output_buffer' ) && self::is_wanted() ) {
			ob_start( array( self::class, 'mark' ) );
		}
	}

	/**
	 * The page with every third-party tag marked that may not load before a choice.
	 *
	 * @param string $html A whole page.
	 * @return string
	 */
	public static function mark( $html ) {
		if ( ! is_string( $html ) || ! self::is_wanted() || false === stripos( substr( $html, 0, 2000 ), '<html' ) ) {
			return $html;
		}
		$unknown = Rules::unknown();
		return Marker::mark(
			$html,
			array(
				'AUDIO'  => $unknown,
				'IFRAME' => $unknown,
				'PIXEL'  => $unknown,
				'SCRIPT' => $unknown,
				'VIDEO'  => $unknown,
			),
			true
		);
	}

	private static function is_wanted(): bool {
		return Page::is_ours() && Rules::automatic();
	}
}
