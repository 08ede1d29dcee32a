<?php
/**
 * What an inline script waits for: the service that it loads.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class InlineScript {

	/** An address, or a string that begins with a host; JSON that escapes its slashes is data. */
	private const NAMED = '#(?://|["\'`]\.?(?=[a-z0-9-]+\.))([a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]+)?)(/[^\s"\'`<>\\\\]*)?#i';

	/** A script that only names embedded content must go on running. */
	private const SHOWN = '/^media(?::|$)/D';

	/**
	 * Purpose of the first service that the text names by its address; '' for none.
	 *
	 * @param string $text What stands in the script.
	 */
	public static function purpose( string $text ): string {
		preg_match_all( self::NAMED, $text, $found, PREG_SET_ORDER );
		$seen = array();
		foreach ( $found as $one ) {
			$address = 'https://' . $one[1] . ( $one[2] ?? '/' );
			if ( isset( $seen[ $address ] ) ) {
				continue;
			}
			$seen[ $address ] = true;
			$purpose          = Catalogue::purpose( $address, 'inline', false );
			if ( '' !== $purpose && ! preg_match( self::SHOWN, $purpose ) ) {
				return $purpose;
			}
		}
		return '';
	}
}
