<?php
// Required by the router for wp.sh, which alone knows the token: runs the request's body inside WordPress, as its administrator.
$harness_code = file_get_contents( 'php://input' );
$_SERVER['REQUEST_URI']    = $_SERVER['HTTP_X_HARNESS_SITE'];
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['SCRIPT_NAME']    = '/index.php';
$_SERVER['PHP_SELF']       = '/index.php';
define( 'WP_ADMIN', true );
require $_SERVER['DOCUMENT_ROOT'] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';
wp_set_current_user( 1 );
try {
	eval( $harness_code );
} catch ( Throwable $error ) {
	http_response_code( 500 );
	echo $error;
}
