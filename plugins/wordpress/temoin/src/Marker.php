<?php
/**
 * Marks third-party tags so that they wait: `type="text/plain" data-temoin` for scripts, `data-src data-temoin` for what shows something.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class Marker {

	/** Tags that load on sight, with the attributes that make them. Width, height and everything else stay: the box keeps its size. */
	private const LOADS = array(
		'AUDIO'  => array( 'src' ),
		'IFRAME' => array( 'src' ),
		'IMG'    => array( 'src', 'srcset' ),
		'VIDEO'  => array( 'src', 'poster' ),
	);

	/** Links that make the browser ask for something or get ready to. */
	private const ASKS = array( 'dns-prefetch', 'modulepreload', 'preconnect', 'prefetch', 'preload', 'stylesheet' );

	/** Types that browsers run. Data blocks such as JSON are left alone. */
	private const RUNS = array( '', 'module', 'text/javascript', 'application/javascript', 'text/ecmascript', 'application/ecmascript' );

	/**
	 * HTML with its third-party tags marked. Tags marked already, by hand or by an earlier call, stay as they are.
	 *
	 * @param string                $html     A piece of a page.
	 * @param array<string, string> $unknown  Purpose of a third party that no list names, by tag name (PIXEL: an image that nobody sees); a tag left out lets it through.
	 * @param bool                  $is_whole Whether it is a whole page: then links and inline scripts that load trackers wait too.
	 */
	public static function mark( string $html, array $unknown = array(), bool $is_whole = false ): string {
		if ( ! preg_match( '/<(?:audio|iframe|img|link|script|video)\b/i', $html ) ) {
			return $html;
		}
		$tags = new \WP_HTML_Tag_Processor( $html );
		while ( $tags->next_tag() ) {
			$name = $tags->get_tag();
			if ( null !== $tags->get_attribute( 'data-temoin' ) ) {
				continue;
			}
			if ( isset( self::LOADS[ $name ] ) ) {
				$name = 'IMG' === $name && self::is_pixel( $tags ) ? 'PIXEL' : $name;
				self::mark_load( $tags, self::LOADS[ $tags->get_tag() ], $unknown[ $name ] ?? '' );
			} elseif ( 'LINK' === $name && $is_whole ) {
				self::mark_link( $tags );
			} elseif ( 'SCRIPT' === $name && null !== $tags->get_attribute( 'src' ) ) {
				self::mark_script( $tags, Catalogue::purpose( self::text( $tags, 'src' ), $unknown[ $name ] ?? '' ) );
			} elseif ( 'SCRIPT' === $name && $is_whole ) {
				// Core before 6.5 cannot tell what a script holds.
				self::mark_script( $tags, method_exists( $tags, 'get_modifiable_text' ) ? InlineScript::purpose( $tags->get_modifiable_text() ) : '' );
			}
		}
		return $tags->get_updated_html();
	}

	/**
	 * Every script of a piece of HTML made to wait, inline ones too: what one enqueued handle prints.
	 *
	 * @param string $html    Script tags.
	 * @param string $purpose What they wait for.
	 */
	public static function mark_all_scripts( string $html, string $purpose ): string {
		$tags = new \WP_HTML_Tag_Processor( $html );
		while ( $tags->next_tag( 'script' ) ) {
			if ( null === $tags->get_attribute( 'data-temoin' ) ) {
				self::mark_script( $tags, $purpose );
			}
		}
		return $tags->get_updated_html();
	}

	/**
	 * Attributes of a script made to wait; the same attributes when it does not run or is marked already.
	 *
	 * @param array<string, mixed> $attributes Attributes of a script tag.
	 * @param string               $purpose    What it waits for.
	 * @return array<string, mixed>
	 */
	public static function attributes( array $attributes, string $purpose ): array {
		$type = strtolower( trim( (string) ( $attributes['type'] ?? '' ) ) );
		if ( '' === $purpose || isset( $attributes['data-temoin'] ) || ! in_array( $type, self::RUNS, true ) ) {
			return $attributes;
		}
		if ( 'module' === $type ) {
			$attributes['data-type'] = 'module';
		}
		$attributes['type']        = 'text/plain';
		$attributes['data-temoin'] = $purpose;
		return $attributes;
	}

	private static function mark_script( \WP_HTML_Tag_Processor $tags, string $purpose ): void {
		$before = array( 'type' => self::text( $tags, 'type' ) );
		foreach ( array_diff_assoc( self::attributes( $before, $purpose ), $before ) as $name => $value ) {
			$tags->set_attribute( $name, $value );
		}
	}

	/**
	 * Moves the attributes that make a tag load out of the browser's sight.
	 *
	 * @param \WP_HTML_Tag_Processor $tags    Standing at the tag.
	 * @param string[]               $names   Its attributes; the first decides.
	 * @param string                 $unknown Purpose of a third party that no list names.
	 */
	private static function mark_load( \WP_HTML_Tag_Processor $tags, array $names, string $unknown ): void {
		$purpose = Catalogue::purpose( self::text( $tags, $names[0] ), $unknown );
		if ( '' === $purpose ) {
			return;
		}
		foreach ( $names as $name ) {
			$value = $tags->get_attribute( $name );
			if ( is_string( $value ) ) {
				$tags->set_attribute( "data-$name", $value );
				$tags->remove_attribute( $name );
			}
		}
		$tags->set_attribute( 'data-temoin', $purpose );
	}

	/** A link that would ask a third party for something, or tell it the visitor's address by getting ready to. */
	private static function mark_link( \WP_HTML_Tag_Processor $tags ): void {
		if ( array_intersect( self::ASKS, preg_split( '/\s+/', strtolower( self::text( $tags, 'rel' ) ) ) ) ) {
			self::mark_load( $tags, array( 'href' ), '' );
		}
	}

	/** Whether an image is there to be asked for, not to be seen. */
	private static function is_pixel( \WP_HTML_Tag_Processor $tags ): bool {
		return in_array( self::text( $tags, 'width' ), array( '0', '1' ), true ) || in_array( self::text( $tags, 'height' ), array( '0', '1' ), true );
	}

	private static function text( \WP_HTML_Tag_Processor $tags, string $name ): string {
		$value = $tags->get_attribute( $name );
		return is_string( $value ) ? $value : '';
	}
}
