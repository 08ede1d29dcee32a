<?php
/**
 * Makes embedded third-party content wait: oEmbed, blocks and avatars.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class Embeds {

	/** What an unknown third party waits for, by kind of content: tag name => purpose. */
	private const UNKNOWN = array(
		'embed' => array(
			'AUDIO'  => Catalogue::EMBED,
			'IFRAME' => Catalogue::EMBED,
			'IMG'    => Catalogue::EMBED,
			'SCRIPT' => Catalogue::EMBED,
			'VIDEO'  => Catalogue::EMBED,
		),
		'html'  => array( 'IFRAME' => Catalogue::EMBED ),
		'media' => array(
			'AUDIO' => Catalogue::EMBED,
			'VIDEO' => Catalogue::EMBED,
		),
	);

	/** Blocks that carry embedded content, with the kind above. '' is text of the classic editor. */
	private const BLOCKS = array(
		''              => 'html',
		'core/audio'    => 'media',
		'core/embed'    => 'embed',
		'core/freeform' => 'html',
		'core/html'     => 'html',
		'core/video'    => 'media',
	);

	/**
	 * What an oEmbed address became.
	 *
	 * @param string|false $html HTML of the embed.
	 * @return string|false
	 */
	public static function oembed( $html ) {
		return is_string( $html ) && Page::is_ours() ? Marker::mark( $html, self::UNKNOWN['embed'] ) : $html;
	}

	/**
	 * A rendered block.
	 *
	 * @param string               $html  HTML of the block.
	 * @param array<string, mixed> $block The parsed block.
	 */
	public static function block( $html, $block = array() ) {
		$kind = self::BLOCKS[ (string) ( $block['blockName'] ?? '' ) ] ?? '';
		return '' !== $kind && is_string( $html ) && Page::is_ours() ? Marker::mark( $html, self::UNKNOWN[ $kind ] ) : $html;
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
