# frozen_string_literal: true

# Answers with what the AWS SDK for Ruby reads in a file, in JSON, line by line. The version is first.
#
# Versions before 3.211 lack one step: an indented setting looks at the setting in the line above.
# The parser of such a version gets this step before it is loaded.

require 'base64'
require 'json'

$stdout.sync = true

spec = Gem::Specification.find_by_name('aws-sdk-core')
source = File.read(File.join(spec.full_gem_path, 'lib/aws-sdk-core/ini_parser.rb'))

unless source.include?('previous_item')
  {
    'raw.lines.inject' => "item = previous_item = nil\nraw.lines.inject",
    'item = line.match' => "previous_item = item\nitem = line.match",
    'inner_item = line.match' => <<~STEP
      if current_prefix.nil? && previous_item[2].strip.empty?
        current_prefix = previous_item[1]
        acc[current_profile][current_prefix] = {}
      end
      inner_item = line.match
    STEP
  }.each do |old, new|
    count = source.scan(/(?<!_)#{Regexp.escape(old)}/).size
    raise "#{old} is there #{count} times" unless count == 1

    source = source.sub(/(?<!_)#{Regexp.escape(old)}/) { new.chomp }
  end
end
eval(source) # rubocop:disable Security/Eval

puts JSON.generate(spec.version.to_s)
$stdin.each_line do |line|
  text = Base64.decode64(JSON.parse(line)['file']).force_encoding(Encoding::UTF_8)
  begin
    answer = { profiles: Aws::IniParser.ini_parse(text) }
  rescue StandardError => e
    answer = { error: "#{e.class}: #{e.message.lines.first.chomp}" }
  end
  puts JSON.generate(answer)
end
