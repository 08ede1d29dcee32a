<?php
/**
 * What the settings page may write: five options, each checked. WordPress's options.php asks for the capability and the nonce.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class SettingsForm {

	public const GROUP = 'temoin';

	public static function register(): void {
		$checks = array(
			Options::URL       => 'url',
			Options::KEY       => 'key',
			Options::HOSTS     => 'hosts',
			Options::QUIET     => 'quiet',
			Options::AUTOMATIC => 'automatic',
		);
		foreach ( $checks as $name => $check ) {
			register_setting(
				self::GROUP,
				$name,
				array(
					'type'              => 'string',
					'show_in_rest'      => false,
					'sanitize_callback' => array( self::class, $check ),
				)
			);
		}
	}

	/**
	 * The address to store. A refused one keeps the old.
	 *
	 * @param mixed $value What was sent; null when wp-config.php fixes it.
	 */
	public static function url( $value ): string {
		$clean = Clean::url( $value );
		return self::accept(
			Options::URL,
			$value,
			$clean,
			__( 'The service address was not saved: it must start with https:// or http://, for example https://consent.example. Copy it from the address bar of your Temoin dashboard.', 'temoin' )
		);
	}

	/**
	 * The site key to store. A refused one keeps the old.
	 *
	 * @param mixed $value What was sent; null when wp-config.php fixes it.
	 */
	public static function key( $value ): string {
		$clean = Clean::key( $value );
		return self::accept(
			Options::KEY,
			$value,
			$clean,
			__( 'The site key was not saved: it has 4 to 64 small letters and digits. Copy it from your site’s page in the Temoin dashboard.', 'temoin' )
		);
	}

	/**
	 * The "host purpose" lines to store. Lines that cannot be read are named and left out.
	 *
	 * @param mixed $value What was sent.
	 */
	public static function hosts( $value ): string {
		list( $hosts, $faults ) = Clean::hosts( $value );
		foreach ( array_slice( $faults, 0, 5 ) as $line ) {
			/* translators: %s: the line as it was typed. */
			self::fault( Options::HOSTS, sprintf( __( 'This line was left out: “%s”. Write a host, a space and a purpose, for example: ads.example marketing', 'temoin' ), substr( $line, 0, 80 ) ) );
		}
		$lines = Clean::lines( $hosts );
		if ( strlen( $lines ) > Clean::MAX_HOSTS ) {
			/* translators: %d: number of characters. */
			self::fault( Options::HOSTS, sprintf( __( 'The list of hosts was not saved: it has more than %d characters, and every page reads it. Shorten it, or use the temoin_hosts filter.', 'temoin' ), Clean::MAX_HOSTS ) );
			return Options::hosts();
		}
		return $lines;
	}

	/**
	 * '1' or '0'.
	 *
	 * @param mixed $value What was sent; null when the box is not ticked.
	 */
	public static function quiet( $value ): string {
		return '1' === $value ? '1' : '0';
	}

	/**
	 * '1', '0', or '' for what the dashboard says.
	 *
	 * @param mixed $value What was sent.
	 */
	public static function automatic( $value ): string {
		return in_array( $value, array( '0', '1' ), true ) ? $value : '';
	}

	/**
	 * The clean value, or the stored one with a message when it was refused.
	 *
	 * @param string $name    Option.
	 * @param mixed  $value   What was sent.
	 * @param string $clean   What is left of it; '' when refused.
	 * @param string $message What went wrong and what to do.
	 */
	private static function accept( string $name, $value, string $clean, string $message ): string {
		$stored = (string) get_option( $name, '' );
		if ( null === $value || Options::fixed( $name ) ) {
			return $stored;
		}
		if ( '' === $clean && '' !== trim( is_string( $value ) ? $value : '?' ) ) {
			self::fault( $name, $message );
			return $stored;
		}
		return $clean;
	}

	/** WordPress prints these messages as HTML. It may also check one value twice: the message is shown once. */
	private static function fault( string $name, string $message ): void {
		$message = esc_html( $message );
		if ( ! in_array( $message, array_column( get_settings_errors( $name ), 'message' ), true ) ) {
			add_settings_error( $name, $name, $message );
		}
	}
}
