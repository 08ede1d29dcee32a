<?php
/**
 * `wp temoin …`
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

/** Connects this site to a Temoin service, and looks after the rules: which third parties wait for the visitor's choice. */
final class Cli {

	/**
	 * Connects this site. Tests first, and changes nothing when the test fails.
	 *
	 * ## OPTIONS
	 *
	 * <url>
	 * : The address at which you open your Temoin dashboard.
	 *
	 * <key>
	 * : The site's key, from its page in the dashboard.
	 *
	 * @param string[] $args Address and key.
	 */
	public function connect( array $args ): void {
		list( $url, $key ) = $args;
		if ( Options::fixed( Options::URL ) || Options::fixed( Options::KEY ) ) {
			\WP_CLI::error( __( 'wp-config.php fixes the address or the key: change them there.', 'temoin' ) );
		}
		self::test( $url, $key );
		update_option( Options::URL, Clean::url( $url ) );
		update_option( Options::KEY, Clean::key( $key ) );
		$this->sync();
	}

	/** Says how the holding back stands. */
	public function status(): void {
		\WP_CLI::line( sprintf( '%s: %s', __( 'Service address', 'temoin' ), Options::url() ) );
		\WP_CLI::line( sprintf( '%s: %s', __( 'Site key', 'temoin' ), Options::key() ) );
		foreach ( Status::lines() as $name => $text ) {
			\WP_CLI::line( "$name: $text" );
		}
	}

	/** Fetches the rules from the service now. The last good ones stay when that fails. */
	public function sync(): void {
		$fault = RulesFetcher::refresh();
		if ( '' !== $fault ) {
			\WP_CLI::error( $fault );
		}
		/* translators: %s: how the rules stand. */
		\WP_CLI::success( sprintf( __( 'Rules: %s.', 'temoin' ), Status::lines()[ __( 'Rules', 'temoin' ) ] ) );
	}

	/** Drops the rules that were fetched. Until they come again, every third party waits. */
	public function purge(): void {
		delete_option( Options::RULES );
		\WP_CLI::success( __( 'The rules are dropped; they are fetched again within the hour, or by “wp temoin sync”.', 'temoin' ) );
	}

	/** Asks the service, and looks whether anything needs doing; exit code 1 when it does. */
	public function selftest(): void {
		$this->status();
		foreach ( Status::faults() as $fault ) {
			\WP_CLI::error( $fault );
		}
		self::test( Options::url(), Options::key() );
		\WP_CLI::success( __( 'Nothing needs doing.', 'temoin' ) );
	}

	/** Ends the command when the service does not answer for this site. */
	private static function test( string $url, string $key ): void {
		list( $is_good, $result ) = Connection::test( $url, $key );
		if ( ! $is_good ) {
			\WP_CLI::error( trim( $result['message'] . ' ' . $result['next'] ) );
		}
		\WP_CLI::line( $result['message'] );
	}
}
