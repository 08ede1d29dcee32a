<?php
/**
 * Fetches the site's rules from the service, by cron and after the settings were saved, never while a page is made.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class RulesFetcher {

	/** Cron hook that fetches them. */
	public const HOOK = 'temoin_fetch_rules';

	private const TIMEOUT  = 5;
	private const MAX_SIZE = 2097152;

	/** Fetches the rules and keeps them when they are good; '' or why they were not. The last good ones stay then. */
	public static function refresh(): string {
		if ( ! Options::configured() ) {
			return __( 'There is no service address or no site key yet.', 'temoin' );
		}
		$response = wp_remote_get(
			Options::url() . '/t/' . Options::key() . '/rules.json',
			array(
				'timeout'             => self::TIMEOUT,
				'sslverify'           => true,
				'redirection'         => 0,
				'limit_response_size' => self::MAX_SIZE,
			)
		);
		if ( is_wp_error( $response ) ) {
			/* translators: %s: technical reason. */
			return sprintf( __( 'The service cannot be reached: %s', 'temoin' ), $response->get_error_message() );
		}
		$status = (int) wp_remote_retrieve_response_code( $response );
		if ( 200 !== $status ) {
			/* translators: %d: HTTP status such as 503. */
			return sprintf( __( 'The service answers with error %d.', 'temoin' ), $status );
		}
		$rules = self::read( wp_remote_retrieve_body( $response ) );
		if ( null === $rules ) {
			return __( 'What the service answers are no rules.', 'temoin' );
		}
		update_option( Options::RULES, wp_json_encode( $rules ), false );
		return '';
	}

	/**
	 * Rules as they are kept, from the service's answer; null for anything else.
	 *
	 * @param string $body JSON.
	 * @return array<string, mixed>|null
	 */
	private static function read( string $body ): ?array {
		$raw = json_decode( $body, true );
		if ( ! is_array( $raw ) || ! isset( $raw['services'], $raw['own'], $raw['free'], $raw['unknown'] ) || ! is_array( $raw['services'] ) ) {
			return null;
		}
		$hosts   = array();
		$cookies = array();
		foreach ( $raw['services'] as $service ) {
			$mark = sanitize_text_field( ( $service['purpose'] ?? '' ) . ':' . ( $service['key'] ?? '' ) );
			if ( preg_match( '/^[a-z][a-z0-9_-]*:[a-z0-9-]+$/D', $mark ) ) {
				self::add( $hosts, (array) ( $service['hosts'] ?? array() ), $mark );
				$cookies[ $mark ] = array_values( array_filter( (array) ( $service['cookies'] ?? array() ), 'is_string' ) );
			}
		}
		self::add( $hosts, (array) $raw['free'], 'necessary' );
		return array(
			'at'        => time(),
			'revision'  => (int) ( $raw['revision'] ?? 0 ),
			'automatic' => ! empty( $raw['automatic'] ),
			'waits'     => ! empty( $raw['waits'] ),
			'unknown'   => preg_match( '/^[a-z][a-z0-9_-]*$/D', (string) $raw['unknown'] ) ? (string) $raw['unknown'] : '',
			'services'  => count( $raw['services'] ),
			'own'       => array_values( array_filter( (array) $raw['own'], 'is_string' ) ),
			'hosts'     => $hosts,
			'cookies'   => array_filter( $cookies ),
		);
	}

	/**
	 * Adds entries; of two equal ones the first counts.
	 *
	 * @param array<string, array<string, string>> $hosts   Purpose by beginning of the path, by host.
	 * @param array<int|string, mixed>             $entries "host", "*.host" or either with the beginning of a path.
	 * @param string                               $purpose What they wait for.
	 */
	private static function add( array &$hosts, array $entries, string $purpose ): void {
		foreach ( $entries as $entry ) {
			if ( ! is_string( $entry ) || ! preg_match( '#^((?:\*\.)?[a-z0-9.-]+)(?::\d+)?(/[^\s"\'<>]*)?$#D', $entry, $part ) ) {
				continue;
			}
			$hosts[ $part[1] ]                      = $hosts[ $part[1] ] ?? array();
			$hosts[ $part[1] ][ $part[2] ?? '' ] = $hosts[ $part[1] ][ $part[2] ?? '' ] ?? $purpose;
		}
	}

	/** Has the rules fetched every hour, and the first time as soon as may be. */
	public static function schedule(): void {
		if ( Options::configured() && ! wp_next_scheduled( self::HOOK ) ) {
			wp_schedule_event( time(), 'hourly', self::HOOK );
		}
	}

	/** After another service or site was entered: its rules are fetched when this request is answered, and every hour from then. */
	public static function again(): void {
		delete_option( Options::RULES );
		self::unschedule();
		self::schedule();
		add_action( 'shutdown', array( self::class, 'refresh' ) );
	}

	public static function unschedule(): void {
		wp_clear_scheduled_hook( self::HOOK );
	}
}
