<?php
add_theme_support( 'title-tag' );
register_nav_menus( array( 'main' => 'Main' ) );
