<?php
/**
 * Looks over the finished page, so that a tag waits however it got there: hand-pasted, echoed by a theme or printed by a plugin.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class WholePage {

	private const TYPES = array( 'text/html', 'application/xhtml+xml' );

	/** WordPress before 6.9 keeps no page until it is finished, so we do, in the same place: within what optimisers and caches keep, so that they see marked tags. */
	public static function keep(): void {
		if ( ! function_exists( 'wp_start_template_enhancement_output_buffer' ) && Page::is_ours() ) {
			// Not flushable: a theme that flushes early would hand over the page in pieces.
			ob_start( array( self::class, 'finish' ), 0, PHP_OUTPUT_HANDLER_STDFLAGS ^ PHP_OUTPUT_HANDLER_FLUSHABLE );
		}
	}

	/**
	 * WordPress 6.9 and later keep the page when somebody asks for it. Other code may say no; third parties would load then.
	 *
	 * @param bool $is_kept Whether core keeps the page until it is finished.
	 * @return bool
	 */
	public static function needs( $is_kept ) {
		return $is_kept || Page::is_ours();
	}

	/**
	 * What leaves our own buffer.
	 *
	 * @param string $output What was printed.
	 * @param int    $phase  Why it leaves, as PHP says it.
	 */
	public static function finish( string $output, int $phase ): string {
		return ( $phase & PHP_OUTPUT_HANDLER_CLEAN ) || ! self::is_html() ? $output : self::mark( $output );
	}

	/**
	 * The page with every third-party tag marked that may not load before a choice.
	 *
	 * @param string $html A whole page.
	 * @return string
	 */
	public static function mark( $html ) {
		return is_string( $html ) && Page::is_ours() ? Marker::mark( $html ) : $html;
	}

	private static function is_html(): bool {
		foreach ( headers_list() as $header ) {
			if ( 0 === stripos( $header, 'content-type:' ) ) {
				return in_array( strtolower( trim( explode( ';', substr( $header, 13 ) )[0] ) ), self::TYPES, true );
			}
		}
		return in_array( ini_get( 'default_mimetype' ), self::TYPES, true );
	}
}
