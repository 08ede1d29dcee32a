<?php
// install.php SITE_DIR URL PLUGIN[,PLUGIN] THEME 0|1|2: installs WordPress and activates.
// 0 single site; 1 network, first run; 2 network, second run (the multisite constants are in wp-config.php by then).
list( , $dir, $url, $harness_plugins, $harness_theme, $run ) = $argv; // WordPress unsets $theme and $plugins.
$parts = parse_url( $url );
$_SERVER['HTTP_HOST']       = $parts['host'] . ':' . $parts['port'];
$_SERVER['SERVER_NAME']     = $parts['host'];
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['PHP_SELF']        = '/index.php';
if ( '2' !== $run ) {
	define( 'WP_INSTALLING', true );
}
require $dir . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';

function harness_install( $url, $theme ) {
	global $wp_rewrite;
	wp_install( 'Harness site', 'admin', 'admin@example.test', true, '', 'admin' );
	$wp_rewrite->set_permalink_structure( '/%postname%/' );
	$options = array( 'siteurl' => $url, 'home' => $url, 'timezone_string' => 'Europe/Paris', 'default_comment_status' => 'open', 'comment_registration' => 0, 'comment_moderation' => 0, 'comment_previously_approved' => 0 );
	array_map( 'update_option', array_keys( $options ), $options );
	foreach ( array( 'editor', 'subscriber' ) as $role ) {
		wp_insert_user( array( 'user_login' => $role, 'user_pass' => $role, 'user_email' => "$role@example.test", 'role' => $role ) );
	}
	if ( wp_get_theme( $theme )->exists() ) {
		switch_theme( $theme );
	}
}

function harness_network() {
	global $wpdb;
	foreach ( $wpdb->tables( 'ms_global' ) as $table => $name ) {
		$wpdb->$table = $name;
	}
	install_network();
	populate_network( 1, $_SERVER['HTTP_HOST'], 'admin@example.test', 'Harness network', '/', false );
}

function harness_activate( $slug, $network ) {
	wp_cache_delete( 'plugins', 'plugins' );
	$files = array_filter( array_keys( get_plugins() ), static function ( $file ) use ( $slug ) {
		return dirname( $file ) === $slug;
	} );
	$result = $files ? activate_plugin( reset( $files ), '', $network ) : new WP_Error( 'none', 'no plugin header found' );
	if ( is_wp_error( $result ) ) {
		fwrite( STDERR, "activation of $slug: " . $result->get_error_message() . "\n" );
		exit( 4 );
	}
}

if ( '2' === $run ) {
	$client = wpmu_create_blog( $_SERVER['HTTP_HOST'], '/client/', 'Client site', 1, array( 'public' => 1 ), 1 );
	if ( is_wp_error( $client ) ) {
		fwrite( STDERR, 'second site: ' . $client->get_error_message() . "\n" );
		exit( 3 );
	}
} else {
	harness_install( $url, $harness_theme );
}
if ( '1' === $run ) {
	harness_network();
	exit( 0 );
}
wp_set_current_user( 1 );
foreach ( array_filter( explode( ',', $harness_plugins ) ) as $slug ) {
	harness_activate( $slug, '2' === $run );
}
flush_rewrite_rules( false );
