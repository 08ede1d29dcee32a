<?php
/**
 * Makes enqueued third-party scripts wait, with the inline scripts that belong to them, in their order.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class Scripts {

	/**
	 * A tag printed by wp_print_script_tag(): enqueued scripts, script modules and what plugins print themselves.
	 *
	 * @param array<string, mixed> $attributes Attributes of the tag.
	 * @return array<string, mixed>
	 */
	public static function attributes( $attributes ) {
		if ( ! is_array( $attributes ) || empty( $attributes['src'] ) || Snippet::ID === ( $attributes['id'] ?? '' ) || ! Page::is_ours() ) {
			return $attributes;
		}
		return Marker::attributes( $attributes, Catalogue::purpose( (string) $attributes['src'] ) );
	}

	/**
	 * An inline script: data printed ahead of a marked script ("extra") waits with it, in front of it; any other when it loads a service by itself.
	 *
	 * @param array<string, mixed> $attributes Attributes of an inline script tag.
	 * @param string               $text       What stands in it.
	 * @return array<string, mixed>
	 */
	public static function inline_attributes( $attributes, $text = '' ) {
		if ( ! is_array( $attributes ) || ! Page::is_ours() ) {
			return $attributes;
		}
		$is_extra = preg_match( '/^(.+)-js-extra$/D', (string) ( $attributes['id'] ?? '' ), $match );
		$script   = $is_extra ? wp_scripts()->query( $match[1] ) : null;
		$purpose  = $script ? Catalogue::purpose( (string) $script->src ) : '';
		return Marker::attributes( $attributes, '' === $purpose ? InlineScript::purpose( (string) $text ) : $purpose );
	}

	/**
	 * All that one handle prints: inline scripts before, the script, inline scripts after. They wait together.
	 *
	 * @param string $html   Script tags.
	 * @param string $handle Name of the script.
	 * @param string $src    Its address.
	 */
	public static function tag( $html, $handle = '', $src = '' ) {
		if ( ! is_string( $html ) || ! Page::is_ours() ) {
			return $html;
		}
		$purpose = Catalogue::purpose( (string) $src );
		return '' === $purpose ? $html : Marker::mark_all_scripts( $html, $purpose );
	}

	/**
	 * No early connection to a third party that has to wait: it would tell it the visitor's address.
	 *
	 * @param array<int|string, mixed> $urls Addresses, or arrays of link attributes.
	 * @return array<int|string, mixed>
	 */
	public static function hints( $urls ) {
		if ( ! is_array( $urls ) || ! Page::is_ours() ) {
			return $urls;
		}
		return array_filter(
			$urls,
			static function ( $url ) {
				$address = is_array( $url ) ? ( $url['href'] ?? '' ) : $url;
				$address = preg_match( '#^(?:https?:)?//#i', (string) $address ) ? (string) $address : "//$address";
				return '' === Catalogue::purpose( $address, 'link' );
			}
		);
	}
}
