<?php
/**
 * The connection test: asks the service for this site's script and says in plain words what to do next.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class Connection {

	public const ACTION = 'temoin_test';

	private const TIMEOUT  = 3;
	private const MAX_SIZE = 262144;

	/** Answers the settings page's button. Reads only; refuses without the capability or the nonce. */
	public static function answer(): void {
		if ( ! current_user_can( SettingsPage::CAPABILITY ) ) {
			wp_send_json_error( self::result( __( 'Only administrators can test the connection.', 'temoin' ), '' ), 403 );
		}
		if ( ! check_ajax_referer( self::ACTION, 'nonce', false ) ) {
			wp_send_json_error( self::result( __( 'This page has been open for too long.', 'temoin' ), __( 'Reload it and test again.', 'temoin' ) ), 403 );
		}
		list( $good, $result ) = self::test( self::value( Options::URL, 'url' ), self::value( Options::KEY, 'key' ) );
		$good ? wp_send_json_success( $result ) : wp_send_json_error( $result );
	}

	/**
	 * Tests an address and a key.
	 *
	 * @param string $url Address as typed.
	 * @param string $key Site key as typed.
	 * @return array{0: bool, 1: array{message: string, next: string}}
	 */
	public static function test( string $url, string $key ): array {
		if ( '' === Clean::url( $url ) ) {
			return array( false, self::result( __( 'There is no usable service address yet.', 'temoin' ), __( 'Enter the address of your Temoin dashboard, for example https://consent.example.', 'temoin' ) ) );
		}
		if ( '' === Clean::key( $key ) ) {
			return array( false, self::result( __( 'There is no usable site key yet.', 'temoin' ), __( 'Copy the key from your site’s page in the Temoin dashboard: 4 to 64 small letters and digits.', 'temoin' ) ) );
		}
		$response = wp_remote_get(
			Clean::url( $url ) . '/t/' . Clean::key( $key ) . '.js',
			array(
				'timeout'             => self::TIMEOUT,
				'sslverify'           => true,
				'redirection'         => 0,
				'limit_response_size' => self::MAX_SIZE,
			)
		);
		if ( is_wp_error( $response ) ) {
			return array( false, self::unreachable( $response ) );
		}
		list( $good, $result ) = self::judge( $response );
		if ( $good ) {
			$result['next'] = self::is_saved( $url, $key )
				? __( 'Open your site in a private window: the banner appears as a new visitor sees it.', 'temoin' )
				: __( 'Save the changes now.', 'temoin' );
		}
		return array( $good, $result );
	}

	/**
	 * What a response means.
	 *
	 * @param array<string, mixed> $response Response of wp_remote_get().
	 * @return array{0: bool, 1: array{message: string, next: string}}
	 */
	private static function judge( array $response ): array {
		$status = (int) wp_remote_retrieve_response_code( $response );
		$script = false !== strpos( (string) wp_remote_retrieve_header( $response, 'content-type' ), 'javascript' );
		if ( 200 === $status && $script ) {
			return array( true, self::result( __( 'Connected: the service answers and knows this site key.', 'temoin' ), '' ) );
		}
		if ( 404 === $status ) {
			return array( false, self::result( __( 'A server answers at this address, but it does not know this site key.', 'temoin' ), __( 'Compare the key with the one on your site’s page in the Temoin dashboard, and check that the site is published.', 'temoin' ) ) );
		}
		if ( $status >= 300 && $status < 400 ) {
			/* translators: %s: an address. */
			return array( false, self::result( sprintf( __( 'This address sends visitors on to %s.', 'temoin' ), (string) wp_remote_retrieve_header( $response, 'location' ) ), __( 'Enter the final address instead, usually the one that starts with https://.', 'temoin' ) ) );
		}
		if ( 200 === $status ) {
			return array( false, self::result( __( 'Something answers at this address, but it is not a Temoin service.', 'temoin' ), __( 'Check the address: it is the one at which you open your Temoin dashboard.', 'temoin' ) ) );
		}
		/* translators: %d: HTTP status such as 503. */
		return array( false, self::result( sprintf( __( 'The service answers with error %d.', 'temoin' ), $status ), __( 'Try again in a minute. If it stays, look into the log of the Temoin service. Until then your pages work, and third-party tags keep waiting.', 'temoin' ) ) );
	}

	/**
	 * Why there was no response.
	 *
	 * @param \WP_Error $error Error of wp_remote_get().
	 * @return array{message: string, next: string}
	 */
	private static function unreachable( \WP_Error $error ): array {
		$reason = $error->get_error_message();
		if ( 'http_request_not_executed' === $error->get_error_code() ) {
			return self::result( __( 'This WordPress is set to make no outgoing requests, so it cannot test.', 'temoin' ), __( 'Add the host of the service to WP_ACCESSIBLE_HOSTS in wp-config.php. Visitors are not affected: their browsers load the banner directly.', 'temoin' ) );
		}
		if ( false !== stripos( $reason, 'ssl' ) || false !== stripos( $reason, 'certificate' ) ) {
			/* translators: %s: technical reason. */
			return self::result( sprintf( __( 'The secure connection to the service failed: %s', 'temoin' ), $reason ), __( 'Renew or repair the certificate of the service: browsers refuse it too.', 'temoin' ) );
		}
		/* translators: %s: technical reason. */
		return self::result( sprintf( __( 'The service cannot be reached: %s', 'temoin' ), $reason ), __( 'Check that the address is right, that the service is running, and that no firewall stands between this server and it.', 'temoin' ) );
	}

	private static function is_saved( string $url, string $key ): bool {
		return Options::url() === Clean::url( $url ) && Options::key() === Clean::key( $key );
	}

	private static function value( string $option, string $field ): string {
		if ( Options::fixed( $option ) ) {
			return Options::read( $option );
		}
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- checked in answer().
		$value = isset( $_POST[ $field ] ) && is_string( $_POST[ $field ] ) ? wp_unslash( $_POST[ $field ] ) : '';
		return sanitize_text_field( $value );
	}

	/**
	 * One answer.
	 *
	 * @return array{message: string, next: string}
	 */
	private static function result( string $message, string $next ): array {
		return compact( 'message', 'next' );
	}
}
