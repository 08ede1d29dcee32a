<?php
/**
 * What an inline script waits for: the tracker that it loads.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class InlineScript {

	/** An address that a script loads; data such as JSON escapes its slashes. */
	private const ADDRESS = '#(?:https?:)?//[a-z0-9][^\s"\'`<>\\\\]*#i';

	/** A script that only names a video must go on running. */
	private const TRACKS = '/^(?:statistics|marketing)\b/';

	/**
	 * Purpose of the first tracker that the text names by its address; '' for none.
	 *
	 * @param string $text What stands in the script.
	 */
	public static function purpose( string $text ): string {
		preg_match_all( self::ADDRESS, $text, $found );
		foreach ( array_unique( $found[0] ) as $address ) {
			$purpose = Catalogue::purpose( $address );
			if ( preg_match( self::TRACKS, $purpose ) ) {
				return $purpose;
			}
		}
		return '';
	}
}
