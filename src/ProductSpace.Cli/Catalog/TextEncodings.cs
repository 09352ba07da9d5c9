using System.Text;

namespace ProductSpace.Cli.Catalog;

/// <summary>
/// Finds an encoding by its name: those built in, and the code pages of Windows and of older systems.
/// </summary>
internal static class TextEncodings
{
    public const string Option = "--encoding";

    public static Encoding? Parse(string? name)
    {
        if (name is null)
        {
            return null;
        }

        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new UsageException(
                $"{Option} {name}: is no known encoding; write a name such as windows-1252, iso-8859-15 or shift_jis");
        }
    }
}
