<?php
/**
 * `/.well-known/gpc.json`: that the site honours Global Privacy Control. Browsers look at the root of the host and nowhere else.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class Gpc {

	private const PATH = '/.well-known/gpc.json';

	/** When what the signal does here last changed; the service says the same. */
	private const SINCE = '2026-11-24';

	/** Answers the request, if it is for the declaration of a site whose banner honours the signal. */
	public static function answer(): void {
		$asked = isset( $_SERVER['REQUEST_URI'] ) ? sanitize_text_field( wp_unslash( $_SERVER['REQUEST_URI'] ) ) : '';
		if ( self::PATH !== strtok( $asked, '?' ) || ! Options::configured() ) {
			return;
		}
		header( 'Cache-Control: public, max-age=86400' );
		header( 'X-Content-Type-Options: nosniff' );
		wp_send_json( self::declaration(), 200 );
	}

	/** Where the declaration is, or what the owner has to do for it: WordPress below a folder does not hear what is asked of the root. */
	public static function state(): string {
		$folder = (string) wp_parse_url( home_url(), PHP_URL_PATH );
		if ( '' === trim( $folder, '/' ) && '' !== get_option( 'permalink_structure' ) ) {
			/* translators: %s: an address. */
			return sprintf( __( 'honoured, and declared at %s', 'temoin' ), home_url( self::PATH ) );
		}
		/* translators: 1: path of a file, 2: its content. */
		return sprintf( __( 'honoured, but WordPress does not answer at the root of your domain: put a file %1$s there that says %2$s', 'temoin' ), self::PATH, wp_json_encode( self::declaration() ) );
	}

	/**
	 * What the file says.
	 *
	 * @return array{gpc: bool, lastUpdate: string}
	 */
	private static function declaration(): array {
		return array(
			'gpc'        => true,
			'lastUpdate' => self::SINCE,
		);
	}
}
