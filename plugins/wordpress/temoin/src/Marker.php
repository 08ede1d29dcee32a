<?php
/**
 * Marks third-party tags so that they wait: `type="text/plain" data-temoin` for scripts, `data-src data-temoin` for what shows something.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class Marker {

	/** Classes by which plugins that load late find what they load. */
	private const LATE_CLASSES = array( 'lazyload', 'lazyloading', 'lazy', 'lazy-hidden' );

	/**
	 * HTML with its third-party tags marked; everything else keeps every byte. Tags marked already, by hand or by an earlier call, stay as they are.
	 *
	 * @param string $html A page or a piece of one.
	 */
	public static function mark( string $html ): string {
		if ( ! preg_match( '/<(?:audio|embed|iframe|img|link|object|script|source|video)\b/i', $html ) ) {
			return $html;
		}
		$tags = new \WP_HTML_Tag_Processor( $html );
		while ( $tags->next_tag() ) {
			$purpose = Judge::purpose( $tags );
			if ( '' === $purpose ) {
				continue;
			}
			if ( 'SCRIPT' === $tags->get_tag() ) {
				self::mark_script( $tags, $purpose );
			} else {
				self::mark_load( $tags, $purpose );
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
		$type = (string) ( $attributes['type'] ?? '' );
		if ( '' === $purpose || isset( $attributes['data-temoin'] ) || ! Judge::runs( $type ) ) {
			return $attributes;
		}
		if ( ! in_array( strtolower( trim( $type ) ), array( '', 'text/javascript' ), true ) ) {
			$attributes['data-type'] = $type;
		}
		$attributes['type']        = 'text/plain';
		$attributes['data-temoin'] = $purpose;
		return $attributes;
	}

	private static function mark_script( \WP_HTML_Tag_Processor $tags, string $purpose ): void {
		$before = array( 'type' => Judge::text( $tags, 'type' ) );
		foreach ( array_diff_assoc( self::attributes( $before, $purpose ), $before ) as $name => $value ) {
			$tags->set_attribute( $name, $value );
		}
	}

	/** Moves the attributes that make a tag load out of the browser's sight. Width, height and everything else stay: the box keeps its size. */
	private static function mark_load( \WP_HTML_Tag_Processor $tags, string $purpose ): void {
		$name = (string) $tags->get_tag();
		if ( in_array( $name, Judge::LOADS_LATE, true ) ) {
			self::take_back_late( $tags );
		}
		foreach ( Judge::LOADS[ $name ] as $attribute ) {
			$value = $tags->get_attribute( $attribute );
			if ( is_string( $value ) ) {
				$tags->set_attribute( "data-$attribute", $value );
				$tags->remove_attribute( $attribute );
			}
		}
		$tags->set_attribute( 'data-temoin', $purpose );
	}

	/** The address that another plugin's script would put back, whatever the visitor chose, becomes the tag's own again. */
	private static function take_back_late( \WP_HTML_Tag_Processor $tags ): void {
		foreach ( Judge::LATE as $attribute ) {
			$value = Judge::text( $tags, $attribute );
			if ( '' !== $value ) {
				$tags->set_attribute( 'src', $value );
				$tags->remove_attribute( $attribute );
			}
		}
		foreach ( self::LATE_CLASSES as $class ) {
			$tags->remove_class( $class );
		}
	}
}
