<?php
/**
 * Every hook of the plugin, in one table.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class Plugin {

	/** Late enough to see what other plugins made of a tag. */
	private const LAST = PHP_INT_MAX;

	/** Hook, class, method, priority, number of arguments. */
	private const HOOKS = array(
		array( 'init', self::class, 'load_texts', 10, 0 ),
		array( 'init', Shortcodes::class, 'register', 10, 0 ),
		array( 'init', Gpc::class, 'answer', 10, 0 ),
		array( 'wp', QuietFront::class, 'apply', 10, 0 ),
		array( 'init', RulesFetcher::class, 'schedule', 10, 0 ),
		array( 'template_redirect', WholePage::class, 'keep', self::LAST, 0 ),
		array( 'wp_should_output_buffer_template_for_enhancement', WholePage::class, 'needs', self::LAST, 1 ),
		array( 'wp_template_enhancement_output_buffer', WholePage::class, 'mark', self::LAST, 1 ),
		array( RulesFetcher::HOOK, RulesFetcher::class, 'refresh', 10, 0 ),
		array( 'add_option_' . Options::URL, RulesFetcher::class, 'again', 10, 0 ),
		array( 'update_option_' . Options::URL, RulesFetcher::class, 'again', 10, 0 ),
		array( 'update_option_' . Options::KEY, RulesFetcher::class, 'again', 10, 0 ),
		array( RulesFetcher::HOOK, Guard::class, 'refresh', 10, 0 ),
		array( 'update_option_' . Options::URL, Guard::class, 'forget', 10, 0 ),
		array( 'update_option_' . Options::KEY, Guard::class, 'forget', 10, 0 ),
		array( 'wp_head', Guard::class, 'print_tag', PHP_INT_MIN, 0 ),
		array( 'rest_api_init', Choice::class, 'register', 10, 0 ),
		array( 'wp_head', Snippet::class, 'print_tag', PHP_INT_MIN, 0 ),
		array( 'wp_enqueue_scripts', Choice::class, 'enqueue', 10, 0 ),
		array( 'wp_enqueue_scripts', ConsentApi::class, 'enqueue', self::LAST, 0 ),
		array( 'init', ConsentApi::class, 'declare_cookie', 10, 0 ),
		array( 'wp_cookie_expiration', ConsentApi::class, 'days', self::LAST, 1 ),
		array( 'wp_get_consent_type', ConsentApi::class, 'type', self::LAST, 1 ),
		array( 'wp_script_attributes', Scripts::class, 'attributes', self::LAST, 1 ),
		array( 'wp_inline_script_attributes', Scripts::class, 'inline_attributes', self::LAST, 2 ),
		array( 'script_loader_tag', Scripts::class, 'tag', self::LAST, 3 ),
		array( 'wp_resource_hints', Scripts::class, 'hints', self::LAST, 1 ),
		array( 'embed_oembed_html', Embeds::class, 'oembed', self::LAST, 1 ),
		array( 'embed_handler_html', Embeds::class, 'oembed', self::LAST, 1 ),
		array( 'render_block', Embeds::class, 'block', self::LAST, 2 ),
		array( 'get_avatar', Embeds::class, 'avatar', self::LAST, 1 ),
	);

	private const ADMIN_HOOKS = array(
		array( 'admin_menu', SettingsPage::class, 'add', 10, 0 ),
		array( 'admin_init', SettingsForm::class, 'register', 10, 0 ),
		array( 'admin_init', Privacy::class, 'suggest', 10, 0 ),
		array( 'admin_enqueue_scripts', SettingsPage::class, 'enqueue', 10, 1 ),
		array( 'wp_ajax_' . Connection::ACTION, Connection::class, 'answer', 10, 0 ),
	);

	public static function boot(): void {
		Optimisers::register();
		foreach ( is_admin() ? array_merge( self::HOOKS, self::ADMIN_HOOKS ) : self::HOOKS as $hook ) {
			add_filter( $hook[0], array( $hook[1], $hook[2] ), $hook[3], $hook[4] );
		}
		if ( defined( 'WP_CLI' ) && WP_CLI ) {
			\WP_CLI::add_command( 'temoin', Cli::class );
		}
		add_filter( 'wp_consent_api_registered_' . plugin_basename( FILE ), '__return_true' );
		add_filter( 'plugin_action_links_' . plugin_basename( FILE ), array( SettingsPage::class, 'action_link' ) );
	}

	/** WordPress before 6.8 does not look into a plugin's own folder by itself. */
	public static function load_texts(): void {
		load_plugin_textdomain( 'temoin', false, dirname( plugin_basename( FILE ) ) . '/languages' );
	}
}
