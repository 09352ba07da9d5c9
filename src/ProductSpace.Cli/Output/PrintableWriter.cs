using System.Text;
using ProductSpace.Storage;

namespace ProductSpace.Cli.Output;

/// <summary>
/// Passes text on so that no character of a file or a caller controls the terminal, whichever verb writes it. A line
/// that is written with its end is one line, whatever it holds; in other text, line ends stay.
/// </summary>
internal sealed class PrintableWriter(TextWriter inner) : TextWriter
{
    /// <summary>The stream that receives the text.</summary>
    public TextWriter Inner => inner;

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => inner.Write(value is not ('\n' or '\r') && Printable.IsHidden(value)
        ? '?'
        : value);

    public override void Write(string? value)
    {
        ReadOnlySpan<char> rest = value;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf('\n');
            int length = end < 0 ? rest.Length : end;
            bool returns = end > 0 && rest[end - 1] == '\r';
            inner.Write(Printable.Of(rest[..(returns ? length - 1 : length)].ToString()));
            if (end < 0)
            {
                return;
            }

            inner.Write(returns ? "\r\n" : "\n");
            rest = rest[(end + 1)..];
        }
    }

    public override void WriteLine(string? value) => inner.WriteLine(Printable.Of(value ?? string.Empty));

    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    public override void Flush() => inner.Flush();
}
