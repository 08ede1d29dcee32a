<?php
// Runs $TEMOIN_WP_CODE inside the WordPress of $TEMOIN_WP_DIR, as its administrator.
$_SERVER['HTTP_HOST']       = '127.0.0.1:' . getenv( 'TEMOIN_WP_PORT' );
$_SERVER['SERVER_NAME']     = '127.0.0.1';
$_SERVER['REQUEST_URI']     = getenv( 'TEMOIN_WP_PATH' );
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
define( 'WP_ADMIN', true );
require getenv( 'TEMOIN_WP_DIR' ) . '/site/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';
wp_set_current_user( 1 );
ini_set( 'display_errors', 'stderr' );
eval( getenv( 'TEMOIN_WP_CODE' ) );
