<?php
/**
 * The one tag the plugin prints, first in the head of every page.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class Snippet {

	public const ID = 'temoin-js';

	/** What makes the well-known optimisers leave a script alone. Cloudflare wants its own before the address. */
	private const HANDS_OFF = array(
		'data-cfasync'       => 'false',
		'data-nowprocket'    => true,
		'data-noptimize'     => '1',
		'data-no-optimize'   => '1',
		'data-no-defer'      => '1',
		'data-no-minify'     => '1',
		'data-jetpack-boost' => 'ignore',
		'nitro-exclude'      => true,
	);

	/** Prints the tag; nothing where the plugin is not set up. */
	public static function print_tag(): void {
		if ( Page::is_ours() ) {
			wp_print_script_tag( self::attributes() );
		}
	}

	/** The tag as it is printed, for the settings page. */
	public static function tag(): string {
		return trim( wp_get_script_tag( self::attributes() ) );
	}

	/** Address of the script, in the language of the page. */
	public static function address(): string {
		$language = self::language();
		$address  = Options::url() . '/t/' . Options::key() . '.js';
		return '' === $language ? $address : $address . '?l=' . $language;
	}

	/**
	 * Attributes of the tag.
	 *
	 * @return array<string, string|bool>
	 */
	private static function attributes(): array {
		return self::HANDS_OFF + array(
			'src'         => self::address(),
			'id'          => self::ID,
			'async'       => ! Rules::waits(),
			'data-choice' => Choice::address(),
		);
	}

	/** Two or three letters, and the region for Brazil alone, from the locale that translation plugins set too. The service answers in the site's own language when it lacks this one. */
	private static function language(): string {
		$locale = is_admin() ? get_locale() : determine_locale();
		return preg_match( '/^(pt-br|[a-z]{2,3})(?=-|$)/', str_replace( '_', '-', strtolower( $locale ) ), $match ) ? $match[0] : '';
	}
}
