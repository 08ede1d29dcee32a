<?php
/**
 * What the cookie `eu-consent` says, read strictly and written in one spelling.
 *
 * @package Temoin
 */

namespace Temoin\WP;

defined( 'ABSPATH' ) || exit;

final class ChoiceCookie {

	public const NAME = 'eu-consent';

	private const MAX_SIZE = 1024;

	/** How long a choice is kept, as in the snippet. */
	public const LIFE_DAYS = 182;

	/** The same where purposes run until the visitor says no: a no must not be asked for again within a year. */
	private const LIFE_DAYS_OF_REGIME = 400;

	/** What a clock may be ahead of ours. */
	private const AHEAD_S = DAY_IN_SECONDS;

	/** Pattern of each field's value; what is not listed is a purpose or a recipient. */
	private const FIELDS = array(
		'revision' => '/^\d{1,9}$/D',
		'at'       => '/^\d{10}$/D',
		'regime'   => '/^[a-z][a-z0-9-]{0,39}$/D',
		'id'       => '/^[A-Za-z0-9_-]{8,64}$/D',
		'grant'    => '/^[A-Za-z0-9_=-]{48}(?:\.[a-z0-9_.:!-]+)?$/D',
	);

	private const PURPOSE   = '/^[a-z][a-z0-9_-]{0,39}$/D';
	private const RECIPIENT = '/^[a-z][a-z0-9_-]{0,39}:[a-z0-9-]{1,60}$/D';

	/**
	 * The fields, in the order in which they came.
	 *
	 * @var array<string, string>
	 */
	private $fields;

	/**
	 * A choice by its fields.
	 *
	 * @param array<string, string> $fields Checked fields.
	 */
	private function __construct( array $fields ) {
		$this->fields = $fields;
	}

	/**
	 * The choice in a cookie's value; null when any part of it is not as the snippet writes it, or when it is over.
	 *
	 * @param string $value As the browser sent it.
	 */
	public static function read( string $value ): ?self {
		$fields = strlen( $value ) > self::MAX_SIZE ? null : self::fields( $value );
		if ( null === $fields || ! isset( $fields['at'], $fields['revision'] ) ) {
			return null;
		}
		$choice = new self( $fields );
		return array() === $choice->purposes() || (int) $fields['at'] > time() + self::AHEAD_S || $choice->until() <= time() ? null : $choice;
	}

	/** When the choice ends, counted from when it was made, whatever was written since. */
	public function until(): int {
		$days = isset( $this->fields['regime'] ) ? self::LIFE_DAYS_OF_REGIME : self::LIFE_DAYS;
		return min( (int) $this->fields['at'], time() ) + $days * DAY_IN_SECONDS;
	}

	/**
	 * Whether a recipient is allowed.
	 *
	 * @param string $mark "purpose:recipient".
	 */
	public function allows( string $mark ): bool {
		return 'true' === ( $this->fields[ explode( ':', $mark )[0] ] ?? '' ) && ! isset( $this->fields[ $mark ] );
	}

	/** The cookie's value. A refusal carries no identifier. */
	public function text(): string {
		$fields = $this->fields;
		if ( ! in_array( 'true', $this->purposes(), true ) ) {
			unset( $fields['id'], $fields['grant'] );
		}
		$pairs = array();
		foreach ( $fields as $name => $value ) {
			$pairs[] = $name . '=' . str_replace( '=', '%3D', $value );
		}
		return implode( '&', $pairs );
	}

	/**
	 * What was said of each purpose.
	 *
	 * @return array<string, string>
	 */
	private function purposes(): array {
		return array_filter(
			array_diff_key( $this->fields, self::FIELDS ),
			static function ( $name ) {
				return false === strpos( $name, ':' );
			},
			ARRAY_FILTER_USE_KEY
		);
	}

	/**
	 * Fields by name; null when one is not as it must be.
	 *
	 * @return array<string, string>|null
	 */
	private static function fields( string $value ): ?array {
		$fields = array();
		foreach ( explode( '&', $value ) as $pair ) {
			list( $name, $text ) = array_map( 'rawurldecode', explode( '=', $pair, 2 ) + array( '', '' ) );
			if ( isset( $fields[ $name ] ) || ! self::is_field( $name, $text ) ) {
				return null;
			}
			$fields[ $name ] = $text;
		}
		return $fields;
	}

	private static function is_field( string $name, string $value ): bool {
		if ( isset( self::FIELDS[ $name ] ) ) {
			return 1 === preg_match( self::FIELDS[ $name ], $value );
		}
		return preg_match( self::PURPOSE, $name ) ? in_array( $value, array( 'true', 'false' ), true )
			: 'false' === $value && preg_match( self::RECIPIENT, $name );
	}
}
