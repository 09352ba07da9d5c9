using System.Text;

namespace ProductSpace.Storage;

/// <summary>
/// What a facet or a number column may be called: names go through command lines as name=value, through messages of one
/// line, and into sections where a zero byte ends each.
/// </summary>
internal static class AttributeName
{
    public const int MaxBytes = 64;

    /// <summary>What a name must be, for messages.</summary>
    public const string Rule = "a name has 1 to 64 bytes without '=', line ends or surrounding blanks";

    /// <summary>Whether a name, in normal form, can be used.</summary>
    public static bool IsUsable(string name) =>
        name.Trim() == name
            && Encoding.UTF8.GetByteCount(name) is > 0 and <= MaxBytes
            && name.AsSpan().IndexOfAny("=\0\r\n") < 0;
}
