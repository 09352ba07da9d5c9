using System.Globalization;
using ProductSpace.Numerics;

namespace ProductSpace.Cli.Arguments;

/// <summary>Reads `--navigate-dimensions`.</summary>
internal static class NavigateArguments
{
    /// <summary>Returns the numbers of the short codes, 0 for none; null for auto.</summary>
    public static int? Read(string text)
    {
        if (text == "auto")
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int dimensions)
            && (dimensions == 0 || Navigation.Fits(Navigation.MostDimension, dimensions))
            ? dimensions
            : throw new UsageException(
                $"--navigate-dimensions must be auto, 0, or a multiple of 16 from 16 to 512, not {text}");
    }
}
