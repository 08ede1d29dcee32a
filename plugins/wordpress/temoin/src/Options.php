<?php
/**
 * The plugin's own options: the fixed list of names, their defaults and the constants that win over them.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class Options {

	public const URL   = 'temoin_url';
	public const KEY   = 'temoin_site_key';
	public const HOSTS = 'temoin_hosts';
	public const QUIET = 'temoin_quiet_front';

	/** '1' or '0' for automatic holding on this site, '' for what the dashboard says. */
	public const AUTOMATIC = 'temoin_automatic';

	/** What the service said of this site; written by RulesFetcher, not read on every request. */
	public const RULES = 'temoin_rules';

	/** Every option this plugin may ever write, with its default. */
	public const DEFAULTS = array(
		self::URL       => '',
		self::KEY       => '',
		self::HOSTS     => '',
		self::QUIET     => '1',
		self::AUTOMATIC => '',
	);

	/** Constants of wp-config.php that win over an option. */
	public const CONSTANTS = array(
		self::URL => 'TEMOIN_URL',
		self::KEY => 'TEMOIN_SITE_KEY',
	);

	/** Stores the defaults, so that reading them costs no query on the front page. */
	public static function install(): void {
		foreach ( self::DEFAULTS as $name => $value ) {
			add_option( $name, $value );
		}
	}

	/** Everything the plugin keeps, gone. */
	public static function remove(): void {
		foreach ( array_merge( array_keys( self::DEFAULTS ), array( self::RULES, Guard::OPTION, Guard::TEXT ) ) as $name ) {
			delete_option( $name );
		}
		RulesFetcher::unschedule();
	}

	/** Address of the service without a trailing slash, or '' when there is no usable one. */
	public static function url(): string {
		return Clean::url( self::read( self::URL ) );
	}

	/** Site key, or '' when there is no usable one. */
	public static function key(): string {
		return Clean::key( self::read( self::KEY ) );
	}

	/** The owner's "host purpose" lines. */
	public static function hosts(): string {
		return self::read( self::HOSTS );
	}

	/** Whether WordPress's own emoji script, which stores and loads before a choice, is kept off the front page. */
	public static function quiet(): bool {
		return '0' !== self::read( self::QUIET );
	}

	/** Automatic holding as set on this site: '1', '0', or '' for what the dashboard says. */
	public static function automatic(): string {
		$value = self::read( self::AUTOMATIC );
		return in_array( $value, array( '0', '1' ), true ) ? $value : '';
	}

	public static function configured(): bool {
		return '' !== self::url() && '' !== self::key();
	}

	/** Whether wp-config.php fixes this option. */
	public static function fixed( string $name ): bool {
		return isset( self::CONSTANTS[ $name ] ) && defined( self::CONSTANTS[ $name ] );
	}

	/** The value as given, from the constant or the option; not yet checked. */
	public static function read( string $name ): string {
		$value = self::fixed( $name ) ? constant( self::CONSTANTS[ $name ] ) : get_option( $name, self::DEFAULTS[ $name ] );
		return is_scalar( $value ) ? (string) $value : '';
	}
}
