import prettier from 'eslint-config-prettier';
import vue from 'eslint-plugin-vue';
import typescript from 'typescript-eslint';

export default typescript.config(
    { ignores: ['dist/', 'node_modules/', 'src/common/schema.d.ts'] },
    ...typescript.configs.recommended,
    ...vue.configs['flat/recommended'],
    {
        files: ['**/*.vue'],
        languageOptions: { parserOptions: { parser: typescript.parser } },
    },
    {
        rules: {
            // The type checker knows every name, and knows it better.
            'no-undef': 'off',
            'vue/multi-word-component-names': 'off',
            'vue/require-default-prop': 'off',
            'vue/no-v-html': 'error',
            // A literal style="" in a template would break the Content-Security-Policy; :style is CSSOM.
            'vue/no-static-inline-styles': ['error', { allowBinding: true }],
            'vue/block-lang': ['error', { script: { lang: 'ts' } }],
            'no-restricted-globals': [
                'error',
                { name: 'fetch', message: 'Use src/common/api.ts.' },
                {
                    name: 'sessionStorage',
                    message: 'No personal data in the browser; see src/candidate/kept.ts.',
                },
                {
                    name: 'localStorage',
                    message: 'No personal data in the browser; see src/common/preferences.ts.',
                },
            ],
        },
    },
    {
        files: [
            'src/common/api.ts',
            // The card reader beside the machine, on its loopback: nothing of ours.
            'src/admin/rules/bridge.ts',
            'src/common/preferences.ts',
            'src/candidate/kept.ts',
            'e2e/**',
            'scripts/**',
        ],
        rules: { 'no-restricted-globals': 'off' },
    },
    prettier,
);
