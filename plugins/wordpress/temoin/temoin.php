<?php
/**
 * Plugin Name:       Temoin
 * Description:       Consent banner and privacy-first measurement from your own Temoin service: third-party scripts and embeds wait until the visitor allows them.
 * Version:           0.1.0
 * Requires at least: 6.2
 * Requires PHP:      7.4
 * Author:            Temoin
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       temoin
 * Domain Path:       /languages
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

const VERSION = '0.1.0';
const FILE    = __FILE__;

spl_autoload_register(
	static function ( $name ) {
		if ( 0 === strpos( $name, __NAMESPACE__ . '\\' ) ) {
			$file = __DIR__ . '/src/' . substr( $name, strlen( __NAMESPACE__ ) + 1 ) . '.php';
			if ( is_file( $file ) ) {
				require $file;
			}
		}
	}
);

register_activation_hook( __FILE__, array( Options::class, 'install' ) );
register_deactivation_hook( __FILE__, array( RulesFetcher::class, 'unschedule' ) );
Plugin::boot();
