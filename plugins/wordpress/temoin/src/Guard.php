<?php
/**
 * Writes the guard into the head of every page: what scripts bring in later waits too, without one more request.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class Guard {

	/** '0' leaves it out. */
	public const OPTION = 'temoin_guard';

	/** Its text as the service last gave it; fetched with the rules, not read on every request. */
	public const TEXT = 'temoin_guard_text';

	private const TIMEOUT  = 5;
	private const MAX_SIZE = 262144;

	/** Prints it, before the snippet; nothing where tags are not held automatically. */
	public static function print_tag(): void {
		if ( '0' === get_option( self::OPTION, '1' ) || ! Page::is_ours() || ! Rules::automatic() ) {
			return;
		}
		$text = get_option( self::TEXT, '' );
		if ( is_string( $text ) && self::is_safe( $text ) ) {
			wp_print_inline_script_tag(
				$text,
				array(
					'id'               => 'temoin-guard',
					'data-temoin'      => 'necessary',
					'data-cfasync'     => 'false',
					'data-nowprocket'  => true,
					'data-noptimize'   => '1',
					'data-no-optimize' => '1',
					'data-no-defer'    => '1',
				)
			);
		}
	}

	/** Fetches it; the last good one stays when the service does not give one. */
	public static function refresh(): void {
		if ( ! Options::configured() ) {
			return;
		}
		$response = wp_remote_get(
			Options::url() . '/t/' . Options::key() . '/guard.js',
			array(
				'timeout'             => self::TIMEOUT,
				'redirection'         => 0,
				'limit_response_size' => self::MAX_SIZE,
			)
		);
		$text     = 200 === wp_remote_retrieve_response_code( $response ) ? trim( wp_remote_retrieve_body( $response ) ) : '';
		if ( self::is_safe( $text ) ) {
			update_option( self::TEXT, $text, false );
		}
	}

	/** Another site's guard does not hold for this one. */
	public static function forget(): void {
		delete_option( self::TEXT );
	}

	/** Whether it is code that cannot end the script it stands in; an answer that was cut off is not. */
	private static function is_safe( string $text ): bool {
		return '(()=>{' === substr( $text, 0, 6 ) && '})();' === substr( $text, -5 ) && ! preg_match( '#</script|<script|<!--#i', $text );
	}
}
