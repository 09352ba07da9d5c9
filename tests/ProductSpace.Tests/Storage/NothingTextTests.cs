using System.Text;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Storage;

public class NothingTextTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("  ", true)]
    [InlineData("NULL", true)]
    [InlineData("null", true)]
    [InlineData("\\N", true)]
    [InlineData("NaN", true)]
    [InlineData(" none ", true)]
    [InlineData("(null)", true)]
    [InlineData("<NA>", true)]
    [InlineData("undefined", true)]
    [InlineData("0", false)]
    [InlineData("N", false)]
    [InlineData("nullable", false)]
    [InlineData("undefined1", false)]
    [InlineData("nané", false)]
    public void Is_Words_AreNothing(string text, bool isNothing)
    {
        Assert.Equal(isNothing, NothingText.Is(text));
        Assert.Equal(isNothing, NothingText.Is(Encoding.UTF8.GetBytes(text)));
    }
}
