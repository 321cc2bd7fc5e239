// Settings for code that reads the environment; nothing here reaches beyond this machine.
process.env.PUBLIC_URL ??= 'https://status.example.test'
process.env.SECRET_KEY ??= 'test-only-secret-key-of-32-characters!'
process.env.LOG_LEVEL ??= 'silent'
