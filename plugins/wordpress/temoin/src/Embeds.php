<?php
/**
 * Makes embedded third-party content wait: oEmbed, blocks and avatars.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class Embeds {

	/** Blocks that carry embedded content; '' is text of the classic editor. What plugins load late is caught here, before they hide its address. */
	private const BLOCKS = array( '', 'core/audio', 'core/embed', 'core/freeform', 'core/html', 'core/video' );

	/**
	 * What an oEmbed address became.
	 *
	 * @param string|false $html HTML of the embed.
	 * @return string|false
	 */
	public static function oembed( $html ) {
		return is_string( $html ) && Page::is_ours() ? Marker::mark( $html ) : $html;
	}

	/**
	 * A rendered block.
	 *
	 * @param string               $html  HTML of the block.
	 * @param array<string, mixed> $block The parsed block.
	 */
	public static function block( $html, $block = array() ) {
		$is_one = in_array( (string) ( $block['blockName'] ?? '' ), self::BLOCKS, true );
		return $is_one && is_string( $html ) && Page::is_ours() ? Marker::mark( $html ) : $html;
	}

	/**
	 * Avatars of commenters, which WordPress loads from gravatar.com.
	 *
	 * @param string|false $html An image.
	 * @return string|false
	 */
	public static function avatar( $html ) {
		return is_string( $html ) && Page::is_ours() ? Marker::mark( $html ) : $html;
	}
}
