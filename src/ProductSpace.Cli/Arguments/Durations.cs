using System.Globalization;

namespace ProductSpace.Cli.Arguments;

/// <summary>Durations of the command line: a number and its unit, such as 90s, 5m or 1h.</summary>
internal static class Durations
{
    /// <summary>Reads a duration above zero and up to 30 days.</summary>
    /// <exception cref="UsageException">The text is none; the message names the option.</exception>
    public static TimeSpan Read(string option, string text)
    {
        double unit =
            text.Length == 0
                ? 0
                : text[^1] switch
                {
                    's' => 1,
                    'm' => 60,
                    'h' => 3600,
                    _ => 0,
                };
        return
            unit > 0
            && double.TryParse(
                text.AsSpan(0, text.Length - 1),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out double number)
            && number > 0
            && number * unit <= TimeSpan.FromDays(30).TotalSeconds
            ? TimeSpan.FromSeconds(number * unit)
            : throw new UsageException($"{option} {text}: write a number and s, m or h, such as 90s");
    }
}
