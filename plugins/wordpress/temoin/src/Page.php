<?php
/**
 * Whether this request is a page for visitors, the only place where the plugin changes anything.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class Page {

	/** The answer depends on the request and the settings, never on the visitor: every page cache may keep the page. */
	public static function is_ours(): bool {
		return Options::configured() && ! self::is_elsewhere() && self::is_wanted();
	}

	/** Admin, login, AJAX, REST (the block editor's previews too), feeds, sitemaps, the customizer's preview and other sites' embeds of our posts. */
	private static function is_elsewhere(): bool {
		return is_admin()
			|| is_login()
			|| ( defined( 'REST_REQUEST' ) && REST_REQUEST )
			|| ( defined( 'XMLRPC_REQUEST' ) && XMLRPC_REQUEST )
			|| wp_doing_ajax()
			|| wp_doing_cron()
			|| is_customize_preview()
			|| is_feed()
			|| is_robots()
			|| '' !== (string) get_query_var( 'sitemap' ) . get_query_var( 'sitemap-stylesheet' )
			|| is_embed();
	}

	private static function is_wanted(): bool {
		/**
		 * Filters whether the banner is printed and tags wait on this page. It must not depend on the visitor.
		 *
		 * @param bool $wanted True.
		 */
		return (bool) apply_filters( 'temoin_active', true );
	}
}
