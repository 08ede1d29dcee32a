<?php
/**
 * Keeps plugins that combine, delay or rewrite scripts away from the snippet: the tag's attributes reach some of them, these filters the others.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class Optimisers {

	/** Filters over a list (or a comma-separated text) of parts of addresses to leave alone. */
	private const BY_ADDRESS = array(
		'autoptimize_filter_js_exclude',
		'litespeed_optimize_js_excludes',
		'litespeed_optm_js_defer_exc',
		'perfmatters_delay_js_exclusions',
		'rocket_defer_inline_exclusions',
		'rocket_delay_js_exclusions',
		'rocket_exclude_defer_js',
		'rocket_exclude_js',
		'rocket_minify_excluded_external_js',
		'sgo_javascript_combine_excluded_external_paths',
		'wp-optimize-minify-default-exclusions',
	);

	/** Filters over a list of script handles or whole tags to leave alone. */
	private const BY_HANDLE = array(
		'sgo_javascript_combine_exclude',
		'sgo_js_async_exclude',
		'sgo_js_minify_exclude',
	);

	public static function register(): void {
		foreach ( self::BY_ADDRESS as $hook ) {
			add_filter( $hook, array( self::class, 'add_address' ) );
		}
		foreach ( self::BY_HANDLE as $hook ) {
			add_filter( $hook, array( self::class, 'add_handle' ) );
		}
	}

	/**
	 * Adds the snippet's address.
	 *
	 * @param mixed $list Another plugin's list: an array, or text with commas.
	 * @return mixed The same kind.
	 */
	public static function add_address( $list ) {
		return Options::configured() ? self::add( $list, Options::url() . '/t/' . Options::key() ) : $list;
	}

	/**
	 * Adds the snippet's handle.
	 *
	 * @param mixed $list Another plugin's list.
	 * @return mixed The same kind.
	 */
	public static function add_handle( $list ) {
		return Options::configured() ? self::add( $list, 'temoin' ) : $list;
	}

	/**
	 * Adds to a list of either kind.
	 *
	 * @param mixed  $list Another plugin's list.
	 * @param string $item What to add.
	 * @return mixed The same kind.
	 */
	private static function add( $list, string $item ) {
		if ( is_array( $list ) ) {
			$list[] = $item;
		} elseif ( is_string( $list ) ) {
			$list = '' === trim( $list ) ? $item : "$list, $item";
		}
		return $list;
	}
}
