namespace ProductSpace.Generations;

/// <summary>
/// Entity tags of answers (RFC 9110, section 8.8.3): whether a client already has what the generation would answer.
/// </summary>
public static class EntityTags
{
    private const string Weak = "W/";

    /// <summary>
    /// Returns whether the value of an <c>If-None-Match</c> header names a tag, so that 304 without a body is the
    /// answer. Compares weakly, as the header asks for; a value that is no list of tags matches nothing.
    /// </summary>
    /// <param name="ifNoneMatch">Value of the header: tags with commas between, or *; null without the header.</param>
    /// <param name="tag">Tag of the answer, such as <see cref="IndexLease.EntityTag"/>.</param>
    public static bool Matches(string? ifNoneMatch, string tag)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        ReadOnlySpan<char> rest = ifNoneMatch.AsSpan().Trim();
        if (rest is "*")
        {
            return true;
        }

        ReadOnlySpan<char> wanted = Opaque(tag);
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<char> quoted = Opaque(rest);
            int end = quoted.Length > 1 && quoted[0] == '"' ? quoted[1..].IndexOf('"') + 2 : 1;
            if (end == 1)
            {
                return false;
            }

            if (quoted[..end].SequenceEqual(wanted))
            {
                return true;
            }

            rest = quoted[end..].TrimStart();
            if (!rest.IsEmpty && rest[0] != ',')
            {
                return false;
            }

            rest = rest.TrimStart([',', ' ', '\t']);
        }

        return false;
    }

    private static ReadOnlySpan<char> Opaque(ReadOnlySpan<char> tag) =>
        tag.StartsWith(Weak, StringComparison.Ordinal) ? tag[Weak.Length..] : tag;
}
