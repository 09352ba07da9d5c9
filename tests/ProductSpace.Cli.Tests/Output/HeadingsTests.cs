using ProductSpace.Cli.Output;

namespace ProductSpace.Cli.Tests.Output;

public class HeadingsTests
{
    [Theory]
    [InlineData(null, "xterm-256color", true)]
    [InlineData("", null, true)]
    [InlineData("1", "xterm", false)]
    [InlineData("0", "xterm", false)]
    [InlineData(null, "dumb", false)]
    public void MayColour_Environment_IsHonoured(string? noColour, string? terminal, bool expected) =>
        Assert.Equal(expected, Headings.MayColour(noColour, terminal));

    /// <summary>What is no terminal gets the text alone.</summary>
    [Fact]
    public void WriteHeading_NoTerminal_IsPlainText()
    {
        using StringWriter text = new() { NewLine = "\n" };
        new PrintableWriter(text).WriteHeading("What comes next");
        Assert.Equal("What comes next\n", text.ToString());
    }
}
