var interfaceConfig = { APP_NAME: 'Jitsi Meet', TOOLBAR_BUTTONS: [ 'a' ] };
