/* Tells WP Consent API what the visitor chose in Temoin, and Temoin what another plugin withdrew there. */
( () => {
	const PURPOSES = {
		functional: 'necessary',
		preferences: 'preferences',
		statistics: 'statistics',
		'statistics-anonymous': 'statistics',
		marketing: 'marketing',
	};
	const categories = Object.keys( PURPOSES );
	let isTelling = false;

	function tell( temoin, isNew ) {
		const { decided } = temoin.consent;
		isTelling = true;
		for ( const category of categories ) {
			const allowed = decided && temoin.allows( PURPOSES[ category ] );
			// It writes cookies: never before a choice, and afterwards only what is missing.
			if ( isNew || allowed !== window.wp_has_consent( category ) ) {
				window.wp_set_consent( category, allowed ? 'allow' : 'deny' );
			}
		}
		isTelling = false;
	}

	/** A "no" said elsewhere counts here too. A "yes" does not: nobody can prove what the visitor was told. */
	function listen( temoin, detail ) {
		const denied = categories
			.filter( ( category ) => 'deny' === detail[ category ] && 'functional' !== category )
			.map( ( category ) => PURPOSES[ category ] )
			.filter( ( purpose ) => temoin.allows( purpose ) );
		if ( ! isTelling && denied.length ) {
			temoin.set( Object.fromEntries( denied.map( ( purpose ) => [ purpose, false ] ) ) );
		}
	}

	window.wp_consent_type = 'optin';
	document.dispatchEvent( new CustomEvent( 'wp_consent_type_defined' ) );
	( window.temoin = window.temoin || [] ).push( ( temoin ) => {
		document.addEventListener( 'wp_listen_for_consent_change', ( { detail } ) => listen( temoin, detail ) );
		temoin.on( 'consent', () => tell( temoin, true ) );
		tell( temoin, false );
	} );
} )();
