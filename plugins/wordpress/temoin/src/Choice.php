<?php
/**
 * `POST /wp-json/temoin/v1/choice`: the visitor's choice, kept by the site's own server. Browsers that keep a script's cookie for a week keep a server's as long as it says.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class Choice {

	private const PLACE = 'temoin/v1';
	private const ROUTE = '/choice';

	/** Anybody may call it, as visitors have no account and cached pages no nonce: it changes nothing but the caller's own cookies. */
	public static function register(): void {
		if ( Options::configured() ) {
			register_rest_route(
				self::PLACE,
				self::ROUTE,
				array(
					'methods'             => 'POST',
					'callback'            => array( self::class, 'keep' ),
					'permission_callback' => array( self::class, 'is_same_origin' ),
				)
			);
		}
	}

	/** Address of the route, for the snippet's tag. */
	public static function address(): string {
		return rest_url( self::PLACE . self::ROUTE );
	}

	/** What asks for the route when the visitor has chosen. */
	public static function enqueue(): void {
		if ( Page::is_ours() ) {
			wp_enqueue_script( 'temoin-choice', plugins_url( 'assets/choice.js', FILE ), array(), VERSION, array( 'strategy' => 'defer' ) );
		}
	}

	/** Whether a page of this site asks: browsers tell, and no page can make them tell otherwise. */
	public static function is_same_origin( \WP_REST_Request $request ): bool {
		$fetch = $request->get_header( 'sec-fetch-site' );
		$from  = self::authority( (string) $request->get_header( 'origin' ) );
		return ( null === $fetch || 'same-origin' === $fetch )
			&& '' !== $from
			&& in_array( $from, array( strtolower( (string) $request->get_header( 'host' ) ), self::authority( home_url() ) ), true );
	}

	/**
	 * Sets again, for the rest of its life, the choice that the visitor's browser holds, and deletes the cookies of recipients that it refuses. What stands in the request's body counts for nothing.
	 *
	 * @param \WP_REST_Request $request Any request that is_same_origin() let through.
	 * @return \WP_REST_Response|\WP_Error
	 */
	public static function keep( \WP_REST_Request $request ) {
		$cookies = self::cookies( (string) $request->get_header( 'cookie' ) );
		$choice  = ChoiceCookie::read( $cookies[ ChoiceCookie::NAME ] ?? '' );
		if ( null === $choice ) {
			return new \WP_Error( 'temoin_no_choice', 'The cookie eu-consent holds no choice that is in force.', array( 'status' => 400 ) );
		}
		$common = array(
			'path'     => '/',
			'samesite' => 'Lax',
			'secure'   => 0 === strpos( (string) $request->get_header( 'origin' ), 'https:' ),
		);
		setrawcookie( ChoiceCookie::NAME, $choice->text(), array( 'expires' => $choice->until() ) + $common );
		foreach ( RefusedCookies::among( array_keys( $cookies ), $choice ) as $name ) {
			foreach ( self::domains( (string) wp_parse_url( '//' . $request->get_header( 'host' ), PHP_URL_HOST ) ) as $domain ) {
				setrawcookie( $name, '', array( 'expires' => 1, 'domain' => $domain ) + $common );
			}
		}
		return new \WP_REST_Response( null, 204, array( 'Cache-Control' => 'no-store' ) );
	}

	/** Host and port of an address, '' when it has none. */
	private static function authority( string $address ): string {
		return preg_match( '#^https?://([^/?\#@\s]+)#i', $address, $match ) ? strtolower( $match[1] ) : '';
	}

	/**
	 * The request's cookies as they were sent: PHP changes names that hold a dot. Of two with one name the first counts, as in the snippet.
	 *
	 * @return array<string, string>
	 */
	private static function cookies( string $header ): array {
		$cookies = array();
		foreach ( explode( ';', $header ) as $pair ) {
			list( $name, $value )     = explode( '=', $pair, 2 ) + array( '', '' );
			$cookies[ trim( $name ) ] = $cookies[ trim( $name ) ] ?? trim( $value );
		}
		return $cookies;
	}

	/**
	 * Every domain that this host may have set a cookie for, '' for the host alone. Browsers pass over public suffixes.
	 *
	 * @return string[]
	 */
	private static function domains( string $host ): array {
		$domains = array( '' );
		for ( $rest = $host; false !== strpos( $rest, '.' ) && ! filter_var( $host, FILTER_VALIDATE_IP ); $rest = substr( $rest, strpos( $rest, '.' ) + 1 ) ) {
			$domains[] = $rest;
		}
		return $domains;
	}
}
