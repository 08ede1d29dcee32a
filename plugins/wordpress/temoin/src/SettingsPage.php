<?php
/**
 * The page Settings > Temoin: its place in the menu and its files. What it shows is in views/settings.php.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class SettingsPage {

	public const CAPABILITY = 'manage_options';
	public const SLUG       = 'temoin';

	private const SCREEN = 'settings_page_temoin';

	public static function add(): void {
		add_options_page( 'Temoin', 'Temoin', self::CAPABILITY, self::SLUG, array( self::class, 'show' ) );
	}

	/**
	 * The link on the list of plugins.
	 *
	 * @param string[] $links Links of this plugin's row.
	 * @return string[]
	 */
	public static function action_link( $links ) {
		$address = admin_url( 'options-general.php?page=' . self::SLUG );
		array_unshift( $links, '<a href="' . esc_url( $address ) . '">' . esc_html__( 'Settings', 'temoin' ) . '</a>' );
		return $links;
	}

	/**
	 * Loads the page's own script and style, there and nowhere else.
	 *
	 * @param string $screen Name of the screen.
	 */
	public static function enqueue( $screen ): void {
		if ( self::SCREEN !== $screen ) {
			return;
		}
		wp_enqueue_style( 'temoin-settings', plugins_url( 'assets/settings.css', FILE ), array(), VERSION );
		wp_enqueue_script( 'temoin-settings', plugins_url( 'assets/settings.js', FILE ), array( 'wp-i18n' ), VERSION, true );
		wp_set_script_translations( 'temoin-settings', 'temoin', dirname( FILE ) . '/languages' );
	}

	public static function show(): void {
		if ( current_user_can( self::CAPABILITY ) ) {
			require dirname( FILE ) . '/src/views/settings.php';
		}
	}

	/**
	 * What an administrator should know first: kind (success, warning, error), message, next step.
	 *
	 * @return array{0: string, 1: string, 2: string}
	 */
	public static function state(): array {
		foreach ( Options::CONSTANTS as $name => $constant ) {
			if ( Options::fixed( $name ) && '' === ( Options::URL === $name ? Options::url() : Options::key() ) ) {
				/* translators: %s: name of a constant. */
				return array( 'error', sprintf( __( '%s in wp-config.php holds no usable value, so your pages are unchanged.', 'temoin' ), $constant ), __( 'Correct it in wp-config.php: an address such as https://consent.example, and a key of 4 to 64 small letters and digits.', 'temoin' ) );
			}
		}
		if ( ! Options::configured() ) {
			return array( 'warning', __( 'Temoin is not set up yet. Your pages are unchanged: no banner is shown and no tag waits.', 'temoin' ), __( 'Enter the address of your Temoin service and the key of this site, test the connection, then save.', 'temoin' ) );
		}
		if ( is_ssl() && 0 === strpos( Options::url(), 'http://' ) ) {
			return array( 'error', __( 'Your site uses https but the service address starts with http://, so browsers refuse to load the banner.', 'temoin' ), __( 'Give the service a certificate and enter its https:// address.', 'temoin' ) );
		}
		return array( 'success', __( 'Temoin is set up: every page carries its tag, and the third parties it knows wait for the visitor’s choice.', 'temoin' ), __( 'The test below says whether the service answers. Should it ever fail, your pages still work and tags keep waiting.', 'temoin' ) );
	}

	/** Prints one text field of the connection, read-only when wp-config.php fixes it. */
	public static function field( string $name, string $type, string $example ): void {
		$fixed = Options::fixed( $name );
		printf(
			'<input type="%1$s" id="%2$s" value="%3$s" placeholder="%4$s" aria-describedby="%2$s-help" class="regular-text code" autocomplete="off" spellcheck="false" %5$s>',
			esc_attr( $type ),
			esc_attr( $name ),
			esc_attr( Options::read( $name ) ),
			esc_attr( $example ),
			$fixed ? 'readonly' : 'name="' . esc_attr( $name ) . '"'
		);
		if ( $fixed ) {
			/* translators: %s: name of a constant. */
			echo '<p class="temoin-fixed">' . esc_html( sprintf( __( 'Set by %s in wp-config.php: change it there.', 'temoin' ), Options::CONSTANTS[ $name ] ) ) . '</p>';
		}
	}
}
