using ProductSpace.Cli.Output;
using ProductSpace.Storage;

namespace ProductSpace.Cli.Tests.Output;

public class PrintableWriterTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("Möbel 東京 🙂", "Möbel 東京 🙂")]
    [InlineData("red \u001b[31m", "red ?[31m")]
    [InlineData("two\r\nlines\tand\0more", "two??lines?and?more")]
    [InlineData("\u009b2J", "?2J")]
    [InlineData("abc\u202edcba\u2066x\u2069\u200f", "abc?dcba?x??")]
    [InlineData("a\u2028b\u2029c\u0085d", "a?b?c?d")]
    public void WriteLine_ForeignText_IsOneLineOfPlainText(string given, string written)
    {
        Assert.Equal(written + "\n", Written(writer => writer.WriteLine(given)));
        Assert.Equal(written, Printable.Of(given));
    }

    [Fact]
    public void Write_Text_KeepsLineEndsOnly()
    {
        Assert.Equal("a?\nb\r\n?c\n\n", Written(writer => writer.Write("a\u001b\nb\r\n\rc\n\n")));
        Assert.Equal("x?\n", Written(writer =>
        {
            writer.Write('x');
            writer.Write('\u0007');
            writer.Write('\n');
        }));
    }

    [Fact]
    public async Task WriteLineAsync_ForeignText_IsOneLineOfPlainText()
    {
        using StringWriter text = new() { NewLine = "\n" };
        await using PrintableWriter writer = new(text);
        await writer.WriteLineAsync("a\u001bb\nc");
        await writer.WriteAsync("d\u001b\n");
        Assert.Equal("a?b?c\nd?\n", text.ToString());
    }

    /// <summary>JSON keeps the text, since programs read it.</summary>
    [Fact]
    public void Json_ForeignText_IsEscapedWithoutLoss()
    {
        const string name = "a\u001b\r\n\u202e\u009b\u2028\t\u007f\"ü";
        string json = Written(writer => JsonOutput.Write(writer, new JsonFields { ["name"] = name }));
        Assert.DoesNotContain(json, character => character != '\n' && Printable.IsHidden(character));
        Assert.Equal(name, System.Text.Json.JsonDocument.Parse(json).RootElement.GetProperty("name").GetString());
    }

    private static string Written(Action<PrintableWriter> write)
    {
        using StringWriter text = new() { NewLine = "\n" };
        using PrintableWriter writer = new(text);
        write(writer);
        return text.ToString();
    }
}
