<?php
/**
 * Removes everything the plugin keeps, on every site of a network.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

require_once __DIR__ . '/src/Options.php';
require_once __DIR__ . '/src/RulesFetcher.php';

if ( ! is_multisite() ) {
	Options::remove();
	return;
}
foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $temoin_site ) {
	switch_to_blog( $temoin_site );
	Options::remove();
	restore_current_blog();
}
