<?php
// Router for `php -S`: static files, .php files, pretty permalinks, sub-directory multisite, a page cache on request.
const TYPES = array( 'css' => 'text/css', 'js' => 'text/javascript', 'mjs' => 'text/javascript', 'json' => 'application/json', 'svg' => 'image/svg+xml', 'png' => 'image/png', 'jpg' => 'image/jpeg', 'webp' => 'image/webp', 'gif' => 'image/gif', 'woff2' => 'font/woff2', 'html' => 'text/html', 'xml' => 'text/xml', 'txt' => 'text/plain' );
$root = $_SERVER['DOCUMENT_ROOT'];
$path = urldecode( (string) parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) );
if ( '/harness-eval' === $path && hash_equals( trim( file_get_contents( dirname( $root ) . '/token' ) ), $_SERVER['HTTP_X_HARNESS_TOKEN'] ?? '' ) ) {
	require __DIR__ . '/eval.php';
	return true;
}
if ( is_file( "$root/wp-content/.multisite" ) && ! file_exists( $root . $path ) && preg_match( '#^/[_0-9a-zA-Z-]+(/(?:wp-(?:content|admin|includes).*|[^/]*\.php))$#', $path, $match ) ) {
	$path = $match[1];
}
if ( strpos( $path, '..' ) !== false || preg_match( '#/\.(?!well-known/)#', $path ) ) {
	http_response_code( 403 );
	exit;
}
if ( is_dir( $root . $path ) && substr( $path, -1 ) !== '/' ) {
	header( "Location: $path/", true, 301 );
	exit;
}
$file = is_dir( $root . $path ) ? rtrim( $root . $path, '/' ) . '/index.php' : $root . $path;
if ( $file === $root . '/index.php' || ! is_file( $file ) ) {
	$file = $root . '/index.php';
	$path = '/index.php';
}
$cacheable = getenv( 'TEMOIN_WP_PAGECACHE' ) && '/index.php' === $path && 'GET' === $_SERVER['REQUEST_METHOD'] && empty( $_SERVER['QUERY_STRING'] )
	&& ! preg_match( '#wp-json#', $_SERVER['REQUEST_URI'] ) && ! preg_match( '/wordpress_logged_in|comment_author/', $_SERVER['HTTP_COOKIE'] ?? '' );
if ( $cacheable ) {
	// As WP Super Cache or LiteSpeed behave: one HTML for every anonymous visitor, whatever other cookies they send.
	$kept = dirname( $root ) . '/pagecache-' . md5( $_SERVER['REQUEST_URI'] );
	if ( is_file( $kept ) ) {
		header( 'Content-Type: text/html; charset=UTF-8' );
		header( 'X-Page-Cache: HIT' );
		readfile( $kept );
		return true;
	}
	header( 'X-Page-Cache: MISS' );
	ob_start( function ( $html ) use ( $kept ) {
		if ( 200 === http_response_code() ) {
			file_put_contents( $kept, $html );
		}
		return $html;
	} );
}
if ( substr( $file, -4 ) === '.php' ) {
	$_SERVER['SCRIPT_NAME']     = is_dir( $root . $path ) ? rtrim( $path, '/' ) . '/index.php' : $path;
	$_SERVER['PHP_SELF']        = $_SERVER['SCRIPT_NAME'];
	$_SERVER['SCRIPT_FILENAME'] = $file;
	chdir( dirname( $file ) );
	require $file;
	return true;
}
header( 'Content-Type: ' . ( TYPES[ strtolower( pathinfo( $file, PATHINFO_EXTENSION ) ) ] ?? 'application/octet-stream' ) );
header( 'Content-Length: ' . filesize( $file ) );
readfile( $file );
return true;
