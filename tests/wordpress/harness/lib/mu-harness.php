<?php
/* Plugin Name: harness (mail and outgoing requests to files, wrong uses and deprecations to the log) */
function harness_log( $file, $line ) {
	file_put_contents( dirname( ABSPATH ) . '/' . $file, $line . "\n", FILE_APPEND | LOCK_EX );
}
add_filter( 'pre_wp_mail', function ( $sent, $mail ) {
	harness_log( 'mail.jsonl', wp_json_encode( $mail ) );
	return true;
}, 10, 2 );
add_action( 'http_api_debug', function ( $response, $type, $class, $args, $url ) {
	harness_log( 'http.log', $args['method'] . ' ' . $url . ' ' . ( is_wp_error( $response ) ? $response->get_error_code() : $response['response']['code'] ) );
}, 10, 5 );
add_action( 'doing_it_wrong_run', function ( $function, $message ) {
	error_log( "DOING_IT_WRONG $function: " . wp_strip_all_tags( $message ) );
}, 10, 2 );
add_action( 'deprecated_function_run', function ( $function ) {
	error_log( "DEPRECATED $function" );
} );
