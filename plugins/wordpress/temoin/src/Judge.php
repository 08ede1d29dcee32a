<?php
/**
 * What a tag of a page waits for, by all its addresses.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class Judge {

	/** Tags that load on sight, with the attributes that make them. */
	public const LOADS = array(
		'AUDIO'  => array( 'src' ),
		'EMBED'  => array( 'src' ),
		'IFRAME' => array( 'src', 'srcdoc' ),
		'IMG'    => array( 'src', 'srcset' ),
		'LINK'   => array( 'href', 'imagesrcset' ),
		'OBJECT' => array( 'data' ),
		'SOURCE' => array( 'src', 'srcset' ),
		'VIDEO'  => array( 'src', 'poster' ),
	);

	/** Where plugins that load late keep the address until their own script puts it back. */
	public const LATE = array( 'data-src', 'data-lazy-src', 'data-litespeed-src', 'data-orig-src' );

	/** Tags for which they do. */
	public const LOADS_LATE = array( 'IFRAME', 'IMG' );

	/** Links that make the browser ask for something or get ready to. */
	private const ASKS = array( 'dns-prefetch', 'modulepreload', 'preconnect', 'prefetch', 'preload', 'prerender', 'stylesheet' );

	/** Types that browsers run, see https://mimesniff.spec.whatwg.org/#javascript-mime-type. Data blocks such as JSON are left alone. */
	private const RUNS = '#^(?:|module|(?:text|application)/(?:x-)?(?:java|ecma)script|text/(?:javascript1\.[0-5]|jscript|livescript))$#D';

	/** A size or a style by which nobody sees an image. */
	private const SMALL  = '/^\s*0*[01](?:\.0*)?(?:px)?\s*$/Di';
	private const UNSEEN = '/display\s*:\s*none|visibility\s*:\s*hidden|(?:width|height)\s*:\s*[01]px/i';

	/** Pages within pages that are looked into. */
	private const DEEPEST = 3;

	/**
	 * What the tag waits for; '' when it stays as it is.
	 *
	 * @param \WP_HTML_Tag_Processor $tags  Standing at the tag.
	 * @param int                    $depth How many pages stand around its own.
	 */
	public static function purpose( \WP_HTML_Tag_Processor $tags, int $depth = 0 ): string {
		$name = (string) $tags->get_tag();
		if ( null !== $tags->get_attribute( 'data-temoin' ) ) {
			return '';
		}
		if ( 'SCRIPT' === $name ) {
			return self::runs( self::type( $tags ) ) ? self::script( $tags ) : '';
		}
		if ( ! isset( self::LOADS[ $name ] ) || ( 'LINK' === $name && ! self::asks( self::text( $tags, 'rel' ) ) ) ) {
			return '';
		}
		$is_shown = self::is_picture( $tags );
		foreach ( self::addresses( $tags ) as $address ) {
			$purpose = Catalogue::purpose( $address, strtolower( $name ), ! $is_shown );
			if ( '' !== $purpose ) {
				return $purpose;
			}
		}
		return 'IFRAME' === $name && $depth < self::DEEPEST ? self::inner( self::text( $tags, 'srcdoc' ), $depth + 1 ) : '';
	}

	/** Whether browsers run a script of this type. */
	public static function runs( string $type ): bool {
		return 1 === preg_match( self::RUNS, strtolower( trim( $type ) ) );
	}

	/** An attribute's value; '' when it has none. */
	public static function text( \WP_HTML_Tag_Processor $tags, string $name ): string {
		$value = $tags->get_attribute( $name );
		return is_string( $value ) ? $value : '';
	}

	private static function type( \WP_HTML_Tag_Processor $tags ): string {
		$language = self::text( $tags, 'language' );
		return null === $tags->get_attribute( 'type' ) && '' !== $language ? "text/$language" : self::text( $tags, 'type' );
	}

	private static function script( \WP_HTML_Tag_Processor $tags ): string {
		// The last two are those of scripts within SVG.
		foreach ( array( 'src', 'href', 'xlink:href' ) as $name ) {
			if ( null !== $tags->get_attribute( $name ) ) {
				return Catalogue::purpose( self::text( $tags, $name ), 'script' );
			}
		}
		// Core before 6.5 cannot tell what a script holds; the hook of printed inline scripts can.
		return method_exists( $tags, 'get_modifiable_text' ) ? InlineScript::purpose( $tags->get_modifiable_text() ) : '';
	}

	/** What holds back a page within the page, as a whole: nothing in it is released alone. */
	private static function inner( string $html, int $depth ): string {
		$tags    = new \WP_HTML_Tag_Processor( $html );
		$purpose = '';
		while ( '' === $purpose && $tags->next_tag() ) {
			$purpose = self::purpose( $tags, $depth );
		}
		return $purpose;
	}

	private static function asks( string $rel ): bool {
		return array() !== array_intersect( self::ASKS, preg_split( '/\s+/', strtolower( $rel ) ) );
	}

	/**
	 * Every address the tag would load.
	 *
	 * @return string[]
	 */
	private static function addresses( \WP_HTML_Tag_Processor $tags ): array {
		$name  = (string) $tags->get_tag();
		$names = array_diff( self::LOADS[ $name ], array( 'srcdoc' ) );
		$found = array();
		foreach ( in_array( $name, self::LOADS_LATE, true ) ? array_merge( $names, self::LATE ) : $names as $attribute ) {
			$value = self::text( $tags, $attribute );
			$found = array_merge( $found, 'srcset' === substr( $attribute, -6 ) ? preg_split( '#\s+|,+(?=https?:|//)#i', $value ) : array( $value ) );
		}
		return array_filter( $found );
	}

	/** Whether it is an image to be seen: those of hosts that nobody named stay, pixels do not. */
	private static function is_picture( \WP_HTML_Tag_Processor $tags ): bool {
		if ( 'SOURCE' === $tags->get_tag() ) {
			return null === $tags->get_attribute( 'src' );
		}
		return 'IMG' === $tags->get_tag() && null === $tags->get_attribute( 'hidden' )
			&& ! preg_match( self::SMALL, self::text( $tags, 'width' ) )
			&& ! preg_match( self::SMALL, self::text( $tags, 'height' ) )
			&& ! preg_match( self::UNSEEN, self::text( $tags, 'style' ) );
	}
}
