<?php
// Answers with what the AWS SDK for PHP reads in a file, in JSON, line by line. The version is
// first. \Aws\parse_ini_file is this replacement, and then PHP's own scanner. Bytes are sent as
// the characters of Latin-1.

declare(strict_types=1);

set_error_handler(function (int $level, string $message): bool {
    global $warning;
    $warning = trim($message);
    return true;
});

/** Every string in a value as UTF-8, in which each byte is a character. */
function sent(mixed $value): mixed
{
    if (is_string($value)) {
        return preg_replace_callback(
            '/[\x80-\xff]/',
            fn ($match) => chr(0xc0 | ord($match[0]) >> 6) . chr(0x80 | ord($match[0]) & 0x3f),
            $value
        );
    }
    if (!is_array($value)) {
        return $value;
    }
    $sent = [];
    foreach ($value as $key => $item) {
        $sent[sent((string) $key)] = sent($item);
    }
    return $sent;
}

echo json_encode(PHP_VERSION), "\n";
while (($line = fgets(STDIN)) !== false) {
    $text = base64_decode(json_decode($line, true)['file']);
    $warning = null;
    $text = preg_replace('/^#.*\\n/m', '', $text);
    $read = parse_ini_string($text, true, INI_SCANNER_RAW);
    echo json_encode(['read' => sent($read), 'warning' => $warning], JSON_FORCE_OBJECT), "\n";
}
